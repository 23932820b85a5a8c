/** The health record tells the provider of new documents: once, later again, never of hidden ones. */
import assert from 'node:assert/strict';
import { exportJWK, generateKeyPair } from 'jose';
import { setTimeout as wait } from 'node:timers/promises';
import { demoSubjects, type Subjects } from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { type Publisher, publisherAt } from '../support/publication.ts';

describe('notices of new documents', () => {
  let fse: TestFse;
  let people: Subjects;
  let laboratory: Publisher;
  beforeEach(async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    fse = await testFse({
      clientKey: { ...(await exportJWK(privateKey)), kid: 'fse', alg: 'ES256' },
      sendsNotices: true,
    });
    people = demoSubjects();
    laboratory = publisherAt(fse);
  });
  afterEach(() => fse[Symbol.asyncDispose]());

  async function until(holds: () => boolean, what: string): Promise<void> {
    const begun = performance.now();
    while (!holds()) {
      assert.ok(performance.now() - begun < 10_000, what);
      await wait(20);
    }
  }

  it('go out once for several documents, with the fiscal number and nothing clinical', async () => {
    for (const value of ['a', 'b', 'c'])
      await laboratory.put({ value, fiscalCode: people.Giulia.fiscalCode });
    await until(() => fse.issuer.notices.length > 0, 'no notice');
    await laboratory.put({ value: 'd', fiscalCode: people.Giulia.fiscalCode });
    await laboratory.put({ value: 'e', fiscalCode: people.Mario.fiscalCode });
    await until(() => fse.issuer.notices.length > 1, 'no notice for another person');
    assert.deepEqual(
      fse.issuer.notices.map(({ key: _random, ...notice }) => notice),
      [people.Giulia, people.Mario].map(({ fiscalCode }) => ({
        fiscal_number: `TINIT-${fiscalCode}`,
        event: 'report-available',
        audience: 'patient-and-representatives',
      })),
    );
  });

  it('are never of hidden or protected documents', async () => {
    const { fiscalCode } = people.Luca;
    for (const mark of ['P97', 'P98', 'P99'])
      await laboratory.put({ value: mark, fiscalCode, marks: [mark] });
    await laboratory.put({ value: 'v', fiscalCode, label: 'V' });
    await laboratory.put({ value: 'plain', fiscalCode: people.Mario.fiscalCode }); // behind them in the queue
    await until(() => fse.issuer.notices.length > 0, 'no notice at all');
    assert.deepEqual(
      fse.issuer.notices.map((notice) => notice['fiscal_number']),
      [`TINIT-${people.Mario.fiscalCode}`],
    );
  });

  it('that fail do not fail the publication, and stay to be sent', async () => {
    fse.issuer.accountApi.status = 500;
    await laboratory.put({ value: 'a', fiscalCode: people.Giulia.fiscalCode });
    const hasFailed = (): boolean => fse.logs.text().includes('notice not handed over');
    await until(hasFailed, 'no try');
    assert.ok(!fse.logs.text().includes(people.Giulia.fiscalCode));
    assert.equal(fse.issuer.notices.length, 0);
  });
});
