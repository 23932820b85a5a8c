/**
 * Protected without a trace: two servers, one of which lacks the exemptions that nobody who acts may
 * know of (codes 020 and 014, label V), are asked the same by a delegate and must answer byte for
 * byte the same; and a protected one costs the same work as an unknown one. @source resource-servers 1.7
 *
 * GASS_TEST_TURNS and GASS_TEST_SEED make it longer and another (`npm run endure`).
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import { openExemptionStores } from '../../src/resource-servers/exemption/collections.ts';
import type { GivenExemption } from '../../src/resource-servers/exemption/stored.ts';
import type { Store } from '../../src/storage/collection.ts';
import { diceOf } from '../support/bad-requests.ts';
import { demoSubjects, type Subjects } from '../support/demo-subjects.ts';
import { signedText, type TestExemption, testExemption } from '../support/exemption.ts';
import { type FakeIssuer, fakeIssuer } from '../support/issuer.ts';
import { observe, type Operations, withForeseenIds } from '../support/observed-store.ts';
import { uuidOf } from '../support/stored-documents.ts';

const REQUESTS = Number(process.env['GASS_TEST_TURNS'] ?? 30);
const SEED = Number(process.env['GASS_TEST_SEED'] ?? 20_261_124);
const START = Date.UTC(2026, 10, 24, 9);
const URL_OF_BOTH = 'http://exemption.example';
const DELEGATES = ['parental', 'guardianship', 'mandate'] as const;

/** Code, label, and whether nobody who acts may know of it: written here, not asked of the code. */
const CASES = [
  ['E01', 'N', false],
  ['E11', 'N', false],
  ['048', 'N', false],
  ['E05', 'V', true],
  ['E12', 'V', true],
  ['013', 'V', true],
  ['014', 'N', true],
  ['020', 'N', true],
  ['020', 'V', true],
] as const;

function exemptionsOf(fiscalCode: string): (GivenExemption & { readonly isHidden: boolean })[] {
  return CASES.map(([code, label, isHidden], n) => ({
    id: uuidOf(`${code}${label}`),
    fiscalCode,
    key: `${fiscalCode}#${n}`,
    code,
    label,
    from: '2026-04-01',
    ...(n % 2 === 0 ? { until: '2027-03-31' } : {}),
    givenAt: START - n * 86_400_000,
    isHidden,
  }));
}

async function put(store: Store, exemptions: readonly GivenExemption[]): Promise<void> {
  const { exemptions: collection } = openExemptionStores(store);
  for (const one of exemptions) await collection.insert(one);
}

async function shown(response: Response): Promise<string> {
  const ignored = new Set(['date', 'connection', 'keep-alive']);
  const headers = [...response.headers].filter(([name]) => !ignored.has(name));
  return JSON.stringify([response.status, headers, await response.text()]);
}

describe('protected exemptions', () => {
  let issuer: FakeIssuer;
  let people: Subjects;
  let all: ReturnType<typeof exemptionsOf>;
  before(async () => {
    issuer = await fakeIssuer();
  });
  after(() => issuer[Symbol.asyncDispose]());
  beforeEach(() => {
    mock.timers.enable({ apis: ['Date'], now: START });
    people = demoSubjects(START);
    all = exemptionsOf(people.Luca.fiscalCode);
  });
  afterEach(() => mock.timers.reset());

  const start = (wrap = withForeseenIds): Promise<TestExemption> =>
    testExemption({
      issuer,
      people,
      isEmpty: true,
      url: URL_OF_BOTH,
      key: Buffer.alloc(32, 1).toString('base64url'),
      wrap,
      validates: false,
    });
  const plainOf = (one: (typeof all)[number]): GivenExemption => {
    const { isHidden: _, ...plain } = one;
    return plain;
  };

  for (const basis of DELEGATES)
    it(`leave no trace for ${basis} in ${REQUESTS} requests`, async function () {
      this.timeout(30_000);
      await using withHidden = await start();
      await using without = await start();
      await put(withHidden.store, all.map(plainOf));
      await put(without.store, all.filter(({ isHidden }) => !isHidden).map(plainOf));
      const dice = diceOf(SEED + basis.length);
      const follow: string[] = [];
      const statuses = new Set<number>();
      for (let n = 0; n < REQUESTS; n += 1) {
        mock.timers.setTime(START + n * 200);
        // The person reads in between, protected ones too: the logs differ, what is shown of them must not.
        const askBoth = (path: string, token: string, id: string): Promise<string[]> =>
          Promise.all(
            [withHidden, without].map(async (server) =>
              shown(await server.ask(path, token, { headers: { 'X-Request-Id': id } })),
            ),
          );
        if (n % 2 === 0)
          await askBoth(pathFrom(all, dice), await withHidden.self('Luca'), `r${n}o`);
        mock.timers.setTime(START + n * 200 + 100);
        const path =
          follow.length > 0 && dice(2) === 0 ? (follow.pop() ?? '') : pathFrom(all, dice);
        const token = await withHidden.acting('Luca', basis);
        const answers = await askBoth(path, token, `r${n}`);
        assert.equal(answers[0], answers[1], `${basis} ${path}`);
        const [status, , body] = JSON.parse(answers[0] ?? '') as [number, unknown, string];
        statuses.add(status);
        const links = /"(?:url|fullUrl)":"([^"]+(?:_cursor=|AuditEvent\/)[^"]+)"/g;
        follow.push(...[...body.matchAll(links)].slice(0, 2).map(([, url = '']) => url));
      }
      const expected = basis === 'mandate' ? [200, 403, 404] : [200, 404];
      assert.deepEqual([...statuses].sort(), expected);
    });

  it('do not stand in the way of a parent who declares the same', async () => {
    await using server = await start();
    await put(server.store, all.map(plainOf));
    const token = await server.acting('Luca', 'parental');
    const body = await signedText(server, token, 'E12');
    assert.equal((await server.post('/declarations', token, body)).status, 201);
    const again = await server.post('/declarations', token, body);
    assert.equal(again.status, 409);
  });

  it('cost the same work as unknown ones', async () => {
    const operations: Operations = [];
    await using server = await start((store) => observe(store, operations));
    await put(server.store, all.map(plainOf));
    const workOf = async (id: string): Promise<Operations> => {
      const token = await server.acting('Luca', 'parental');
      operations.length = 0;
      assert.equal((await server.ask(`/Coverage/${id}`, token)).status, 404);
      return [...operations];
    };
    await workOf(randomUUID()); // begins the chain of the log
    const unknown = await workOf(randomUUID());
    assert.ok(unknown.includes('exemptions.find'));
    for (const { id, code } of all.filter(({ isHidden }) => isHidden))
      assert.deepEqual(await workOf(id), unknown, code);
  });
});

/** A request of one of the kinds that 1.7 names, or of the JSON paths. */
function pathFrom(all: readonly GivenExemption[], dice: (bound: number) => number): string {
  const pick = <T>(list: readonly T[]): T => list[dice(list.length)] as T; // lists are never empty
  const one = pick(all);
  return pick([
    `/Coverage?_count=${pick([0, 1, 2, 100])}`,
    `/Coverage?_sort=${pick(['_lastUpdated', '-_lastUpdated'])}&_count=2`,
    `/Coverage?identifier=${one.code}`,
    `/Coverage?type=${pick(['PA', 'RE', 'PA,RE'])}&_summary=count`,
    `/Coverage?status=${pick(['active', 'cancelled', 'active,cancelled'])}`,
    `/Coverage?_id=${one.id}`,
    `/Coverage?_lastUpdated=lt2026-11-2${pick([0, 1, 2, 3])}`,
    `/Coverage/${one.id}`,
    `/Coverage/${one.id}`,
    `/Coverage/${uuidOf('unknown')}`,
    '/declaration-texts',
    '/declarations',
    `/AuditEvent?_count=${pick([1, 3, 10, 100])}`,
    `/AuditEvent?entity=Coverage/${one.id}`,
  ]);
}
