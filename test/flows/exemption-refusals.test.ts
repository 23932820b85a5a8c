/** What the exemption server refuses, in words with the field. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { openExemptionStores } from '../../src/resource-servers/exemption/collections.ts';
import { moved } from '../support/clock.ts';
import {
  problemOf,
  signed,
  signedText,
  type TestExemption,
  testExemption,
  textsFor,
} from '../support/exemption.ts';

/** 24 November 2026 and 10 May 2027, 10:00 in Rome. */
const AUTUMN = Date.UTC(2026, 10, 24, 9);
const SPRING = Date.UTC(2027, 4, 10, 8);

async function on(instant: number, work: () => Promise<void>): Promise<void> {
  await moved(instant - Date.now(), work);
}

describe('refusals of the exemption server', () => {
  let server: TestExemption;
  before(async () => {
    server = await testExemption();
  });
  after(() => server[Symbol.asyncDispose]());

  /** Mario's E02 with something changed. */
  async function refusal(
    change: Record<string, unknown>,
  ): Promise<readonly [number, string, string | undefined]> {
    const token = await server.self('Mario');
    const body = await signedText(server, token, 'E02');
    return problemOf(await server.post('/declarations', token, { ...body, ...change }));
  }

  const yes = { unemployed_or_dependant: true, income_under_limit: true };
  const table: readonly [string, Record<string, unknown>, [number, string, string | undefined]][] =
    [
      ['an automatic code', { code: 'E01' }, [422, 'not-declarable', 'code']],
      ['E30 in November', { code: 'E30' }, [422, 'not-declarable', 'code']],
      ['another version', { text_version: '1' }, [409, 'text-changed', 'text_sha256']],
      ['another hash', { text_sha256: '0'.repeat(64) }, [409, 'text-changed', 'text_sha256']],
      [
        'a missing answer',
        { facts: { unemployed_or_dependant: true } },
        [422, 'facts-missing', 'facts.income_under_limit'],
      ],
      [
        'a no',
        { facts: { ...yes, income_under_limit: false } },
        [422, 'not-declarable', 'facts.income_under_limit'],
      ],
      [
        'a question not asked',
        { facts: { ...yes, more: true } },
        [400, 'VALIDATION_ERROR', 'facts'],
      ],
      ['an answer that is no yes or no', { facts: { a: 1 } }, [400, 'VALIDATION_ERROR', 'facts']],
      ['no acceptance', { accepted: false }, [422, 'facts-missing', 'accepted']],
      ['an acceptance in words', { accepted: 'yes' }, [400, 'VALIDATION_ERROR', 'accepted']],
      ['what is no hash', { text_sha256: 'x' }, [409, 'text-changed', 'text_sha256']],
      ['an empty hash', { text_sha256: '' }, [400, 'VALIDATION_ERROR', 'text_sha256']],
      [
        'no answers at all',
        { facts: undefined },
        [422, 'facts-missing', 'facts.unemployed_or_dependant'],
      ],
      ['an acceptance left out', { accepted: undefined }, [422, 'facts-missing', 'accepted']],
      [
        'a code and nothing of it',
        { code: 'E14', text_sha256: 'x', facts: {} },
        [422, 'not-declarable', 'code'],
      ],
      ['a member too many', { period: 'next' }, [400, 'VALIDATION_ERROR', 'body']],
    ];
  for (const [title, change, expected] of table)
    it(`are ${expected[1]} for ${title}`, () =>
      on(AUTUMN, async () => {
        assert.deepEqual(await refusal(change), expected);
      }));

  it('are already-active where the desk gave it: Giulia’s E02', async () => {
    const mario = await signedText(server, await server.self('Mario'), 'E02');
    const response = await server.post('/declarations', await server.self('Giulia'), mario);
    assert.deepEqual(await problemOf(response), [409, 'already-active', 'code']);
    const texts = await textsFor(server, await server.self('Giulia'));
    assert.ok(
      !texts.some(({ code, valid_from: from }) => code === 'E02' && !from.endsWith('04-01')),
    );
  });

  it('are age for a minor who signs alone', async () => {
    const parent = await server.acting('Sara', 'parental');
    const body = await signedText(server, parent, 'E12');
    const child = await server.self('Sara');
    assert.deepEqual(await textsFor(server, child), []);
    const response = await server.post('/declarations', child, body);
    assert.deepEqual((await problemOf(response)).slice(0, 2), [422, 'age']);
  });

  it('are not-declarable for E30 from 1 July, though it was offered the day before', () =>
    on(SPRING, async () => {
      const token = await server.self('Mario');
      const texts = await textsFor(server, token);
      const spring = texts.find(({ code }) => code === 'E30');
      assert.ok(spring);
      mock.timers.setTime(Date.UTC(2027, 6, 1, 8));
      const july = await server.self('Mario');
      const response = await server.post('/declarations', july, signed(spring));
      assert.deepEqual(await problemOf(response), [422, 'not-declarable', 'code']);
      assert.ok(!(await textsFor(server, july)).some(({ code }) => code === 'E30'));
    }));

  it('are not-revocable outside the validity, and 404 for another person’s', () =>
    on(SPRING, async () => {
      const token = await server.self('Anna');
      const body = await signedText(server, token, 'E30');
      const made = await server.post('/declarations', token, body);
      const { id, coverage } = (await made.json()) as { id: string; coverage: string };
      const path = `/declarations/${id}/revocation`;
      for (const [from, expected] of [
        ['2027-05-09', [422, 'not-revocable', 'from']],
        ['2028-04-01', [422, 'not-revocable', 'from']],
        ['2027-02-30', [400, 'VALIDATION_ERROR', 'from']],
      ] as const)
        assert.deepEqual(
          await problemOf(await server.post(path, token, { reason: 'Errore', from })),
          expected,
        );
      for (const reason of ['', ' ', 'x'.repeat(201), 'a\u0000b', '\ud800', 7])
        assert.deepEqual(
          await problemOf(await server.post(path, token, { reason, from: '2027-06-01' })),
          [400, 'VALIDATION_ERROR', 'reason'],
        );
      const other = await server.self('Mario');
      const good = { reason: 'Errore', from: '2027-06-01' };
      assert.deepEqual((await problemOf(await server.post(path, other, good))).slice(0, 2), [
        404,
        'RESOURCE_NOT_FOUND',
      ]);
      assert.equal((await server.ask(`/declarations/${id}`, other)).status, 404);
      const withdrawn = await server.post(path, token, good);
      assert.equal(
        ((await withdrawn.json()) as Record<string, unknown>)['effective_from'],
        '2027-05-10',
      );
      const read = await server.ask(`/${coverage}`, token);
      const { status, period } = (await read.json()) as { status: string; period: object };
      const never = '2027-05-10T00:00:00+02:00';
      assert.deepEqual([status, period], ['cancelled', { start: never, end: never }]);
      assert.equal(read.headers.get('etag'), 'W/"2"');
      const anew = await server.post('/declarations', token, body);
      assert.deepEqual(await problemOf(anew), [422, 'not-declarable', 'code']);
    }));

  it('are 500 where a statement was altered or taken out: nothing is built on it', async () => {
    await using other = await testExemption();
    const token = await other.self('Mario');
    for (const code of ['E02', 'E12'])
      await other.post('/declarations', token, await signedText(other, token, code));
    const { statements } = openExemptionStores(other.store);
    const kept = await statements.find({ fiscalCode: other.people.Mario.fiscalCode });
    const first = kept.find(({ number }) => number === 0);
    assert.ok(first);
    await statements.update(first.id, (one) => ({ ...one, at: one.at - 1 }));
    assert.equal((await other.ask('/Coverage', token)).status, 500);
    await statements.update(first.id, () => first);
    assert.equal((await other.ask('/Coverage', token)).status, 200);
    await statements.delete(first.id);
    assert.equal((await other.ask('/declarations', token)).status, 500);
  });
});
