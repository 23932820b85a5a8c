/** How long a hidden document takes to be "not found": as long as one that never was, for each reader. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Mark } from '../../src/resource-servers/fse/vocabulary.ts';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { differenceOf } from '../support/rank-test.ts';
import { putDocuments, storedDocument } from '../support/stored-documents.ts';

/** Samples of each class, each the quickest of some requests: what the machine does besides is not in it. */
const SAMPLES = 30;
const TRIES = 3;
/** Beyond it chance gives once in 150,000. */
const FAR = 4.5;
const UNKNOWN = 'unknown';

describe('the time to refuse a hidden document', () => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  const ids = new Map<string, string>();
  before(async () => {
    fse = await testFse({ validates: false });
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
    const codes: readonly Mark[] = ['P97', 'P98', 'P99'];
    const { fiscalCode } = people.Luca;
    const hidden = codes.map((code) => ({
      document: storedDocument(`hidden ${code}`, fiscalCode),
      marks: [code],
    }));
    const special = { document: storedDocument('special', fiscalCode, { label: 'V' }) };
    const open = Array.from({ length: 12 }, (_, n) => ({
      document: storedDocument(`open ${n}`, fiscalCode),
    }));
    await putDocuments(fse.store, [...hidden, special, ...open]);
    hidden.forEach(({ document, marks }) => ids.set(marks[0] ?? '', document.id));
    ids.set('V', special.document.id);
  });
  after(() => fse[Symbol.asyncDispose]());

  const readers: Readonly<
    Record<string, { codes: readonly string[]; token: () => Promise<string> }>
  > = {
    'the patient': { codes: ['P98'], token: () => tokens.self('Luca') },
    'a parent': {
      codes: ['P97', 'P98', 'P99', 'V'],
      token: () => tokens.acting('Luca', 'parental'),
    },
    'a guardian': {
      codes: ['P97', 'P98', 'P99', 'V'],
      token: () => tokens.acting('Luca', 'guardianship'),
    },
    'a delegate': {
      codes: ['P97', 'P98', 'P99', 'V'],
      token: () => tokens.acting('Luca', 'mandate'),
    },
  };

  for (const [reader, { codes, token }] of Object.entries(readers))
    for (const path of reader === 'a parent'
      ? ['DocumentReference', 'Binary']
      : ['DocumentReference'])
      it(`tells ${reader} nothing at ${path}`, async () => {
        const suspects = await farFromUnknown(path, codes, token);
        // what a busy moment of the machine did is not there a second time
        const confirmed = suspects.length === 0 ? [] : await farFromUnknown(path, suspects, token);
        assert.deepEqual(confirmed, []);
      });

  /** The codes whose times differ from those of an unknown id; taken in turns, so that noise hits all alike. */
  async function farFromUnknown(
    path: string,
    codes: readonly string[],
    token: () => Promise<string>,
  ): Promise<string[]> {
    const names = [UNKNOWN, ...codes];
    const times = new Map(names.map((name) => [name, [] as number[]]));
    for (let round = 0; round < SAMPLES; round += 1)
      for (let n = 0; n < names.length; n += 1) {
        const name = names[(n + round) % names.length] ?? UNKNOWN;
        times.get(name)?.push(await quickest(`/${path}/${ids.get(name) ?? randomUUID()}`, token));
      }
    const known = times.get(UNKNOWN) ?? [];
    return codes.filter((name) => Math.abs(differenceOf(known, times.get(name) ?? [])) > FAR);
  }

  async function quickest(address: string, token: () => Promise<string>): Promise<number> {
    let best = Infinity;
    for (let n = 0; n < TRIES; n += 1) {
      const bearer = await token(); // a new one each time: the rate of one token ends before
      const begun = performance.now();
      const response = await fse.ask(address, bearer);
      await response.text();
      best = Math.min(best, performance.now() - begun);
      assert.equal(response.status, 404, address);
    }
    return best;
  }
});
