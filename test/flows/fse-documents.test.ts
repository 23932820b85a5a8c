/** What each reader of the demo's record sees. */
import assert from 'node:assert/strict';
import {
  demoSubjects,
  feedSubjects,
  type Subjects,
  type Tokens,
  tokensFor,
} from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';

describe('documents of the demo', () => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  before(async () => {
    fse = await testFse();
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
    await feedSubjects(fse.store, people);
  });
  after(() => fse[Symbol.asyncDispose]());

  const total = async (token: string): Promise<number> => {
    const response = await fse.ask('/DocumentReference', token);
    assert.equal(response.status, 200);
    return ((await response.json()) as { total: number }).total;
  };

  for (const [name, count] of Object.entries({
    Giulia: 10,
    Luca: 5,
    Sara: 4,
    Anna: 3,
    Mario: 2,
    Carla: 1,
  }))
    it(`shows ${name} ${count} of their own`, async () => {
      assert.equal(await total(await tokens.self(name as keyof Subjects)), count);
    });

  it('shows the mother 4 of Luca and 2 of Sara, the guardian 3 of Pietro', async () => {
    assert.equal(await total(await tokens.acting('Luca', 'parental')), 4);
    assert.equal(await total(await tokens.acting('Sara', 'parental')), 2);
    assert.equal(await total(await tokens.acting('Pietro', 'guardianship')), 3);
  });
});
