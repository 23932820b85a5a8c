/**
 * Hidden without a trace: two records, one of which lacks the documents a reader must not see, are
 * asked the same by that reader and must answer byte for byte the same; and a hidden document costs
 * the server the same work as an unknown one. @source resource-servers 1.7
 *
 * GASS_TEST_TURNS and GASS_TEST_SEED make it longer and another (`npm run endure`).
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import type { Mark } from '../../src/resource-servers/fse/vocabulary.ts';
import type { StoredDocument } from '../../src/resource-servers/fse/stored.ts';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { type FakeIssuer, fakeIssuer } from '../support/issuer.ts';
import { observe, type Operations, withForeseenIds } from '../support/observed-store.ts';
import { putDocuments, storedDocument, uuidOf } from '../support/stored-documents.ts';

/** Readers: the patient, parent, guardian, and a mandate limited to reports and vaccinations. */
type ReaderName = 'S' | 'P' | 'G' | 'M';
const READERS: readonly ReaderName[] = ['S', 'P', 'G', 'M'];
const SEED = Number(process.env['GASS_TEST_SEED'] ?? 20_261_124);
const REQUESTS = Number(process.env['GASS_TEST_TURNS'] ?? 70);

interface Case {
  readonly document: StoredDocument;
  readonly marks?: readonly Mark[];
  /** Who must not know of it: written here, not asked of the code. */
  readonly hiddenFrom: string;
}

/** Two or three of each kind, with chains and prescriptions that hide others. */
function cases(fiscalCode: string): Case[] {
  const NRE = ['0300A4000000901', '0300A4000000902', '0300A4000000903', '0300A4000000904'] as const;
  const make = (
    name: string,
    hiddenFrom: string,
    given: Partial<StoredDocument> = {},
    marks: Mark[] = [],
  ): Case => ({
    document: storedDocument(name, fiscalCode, given),
    marks,
    hiddenFrom,
  });
  const plain = [
    '11502-2',
    '68604-8',
    '59258-4',
    '34105-7',
    '57833-6',
    '87273-9',
    '11488-4',
  ].flatMap((type, n) =>
    [0, 1].map((m) =>
      make(
        `plain-${n}-${m}`,
        type === '59258-4' || type === '34105-7' || type === '57833-6' ? 'M' : '',
        { type },
      ),
    ),
  );
  return [
    ...plain,
    make('p99', 'PGM', {}, ['P99']),
    make('p99-visit', 'PGM', { type: '11488-4' }, ['P99']),
    make('p97', 'PGM', {}, ['P97']),
    make('p98', 'SPGM', {}, ['P98']),
    make('p98-vaccine', 'SPGM', { type: '87273-9' }, ['P98']),
    make('v', 'PGM', { label: 'V' }),
    make('both', 'SPGM', { label: 'V' }, ['P98', 'P99']),
    make('chain-1', 'PGM', {}, ['P99']),
    make('chain-2', 'PGM', { chain: uuidOf('chain-1'), replaces: uuidOf('chain-1') }),
    make('seen-1', '', {}),
    make('seen-2', '', { chain: uuidOf('seen-1'), replaces: uuidOf('seen-1') }),
    make('prescription-hidden', 'PGM', { type: '57832-8', related: [NRE[0]] }, ['P99']),
    make('report-of-hidden', 'PGM', { related: [NRE[0]] }),
    make('prescription-v', 'PGM', { type: '57832-8', related: [NRE[1]], label: 'V' }),
    make('report-of-v', 'PGM', { related: [NRE[1]] }),
    make('prescription-p98', 'SPGM', { type: '57832-8', related: [NRE[2]] }, ['P98']),
    make('report-of-p98', 'SPGM', { related: [NRE[2]] }),
    make('prescription-seen', 'M', { type: '57832-8', related: [NRE[3]] }),
    make('report-of-seen', '', { related: [NRE[3]] }),
  ];
}

/** A small generator whose sequence is always the same for a seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const IGNORED_HEADERS = new Set(['date', 'connection', 'keep-alive']);

async function shown(response: Response): Promise<string> {
  const headers = [...response.headers].filter(([name]) => !IGNORED_HEADERS.has(name));
  return JSON.stringify([response.status, headers, await response.text()]);
}

/** Where two texts part, for a message that can be read. */
function firstDifference([a = '', b = '']: readonly string[]): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return `${a.slice(Math.max(0, at - 120), at + 80)} <> ${b.slice(at, at + 80)}`;
}

describe('hidden documents', () => {
  let issuer: FakeIssuer;
  let people: Subjects;
  let all: Case[];
  const URL_OF_BOTH = 'http://fse.example';
  const START = Date.UTC(2026, 10, 24, 9);

  before(async () => {
    issuer = await fakeIssuer();
  });
  after(() => issuer[Symbol.asyncDispose]());
  beforeEach(() => {
    mock.timers.enable({ apis: ['Date'], now: START });
    people = demoSubjects(START);
    all = cases(people.Luca.fiscalCode);
  });
  afterEach(() => mock.timers.reset());

  const server = (wrap = withForeseenIds): Promise<TestFse> =>
    testFse({
      issuer,
      url: URL_OF_BOTH,
      key: Buffer.alloc(32, 1).toString('base64url'),
      wrap,
      validates: false,
    });

  function tokenOf(reader: ReaderName, tokens: Tokens): Promise<string> {
    switch (reader) {
      case 'S':
        return tokens.self('Luca');
      case 'P':
        return tokens.acting('Luca', 'parental');
      case 'G':
        return tokens.acting('Luca', 'guardianship');
      case 'M':
        return tokens.acting('Luca', 'mandate', { actions: ['read'], datatypes: ['REF', 'VAC'] });
    }
  }

  for (const reader of READERS)
    it(`leave no trace for ${reader} in ${REQUESTS} requests`, async function () {
      this.timeout(60_000); // thousands of durable log entries, on whatever disk there is
      await using withHidden = await server();
      await using without = await server();
      await putDocuments(withHidden.store, all);
      await putDocuments(
        without.store,
        all.filter(({ hiddenFrom }) => !hiddenFrom.includes(reader)),
      );
      const tokens = tokensFor(issuer, people, URL_OF_BOTH);
      const random = seeded(SEED + reader.charCodeAt(0));
      const paths = requestsFor(all, random, reader === 'S' ? all : []);
      const noise = requestsFor(
        all,
        seeded(SEED),
        all.filter(({ hiddenFrom }) => reader !== 'S' && hiddenFrom === ''),
      );
      const statuses: number[] = [];
      const follow: string[] = [];
      const heard: string[] = []; // records of the log that the other one reads
      for (let n = 0; n < REQUESTS; n += 1) {
        mock.timers.setTime(START + (n + 1) * 2000);
        // Somebody else reads in between, hidden documents too: the logs differ, what is shown of them must not.
        const other = await tokenOf(reader === 'S' ? 'P' : 'S', tokens);
        const otherPath =
          n % 3 === 0 ? (heard[Math.floor(random() * heard.length)] ?? noise()) : noise();
        const requestId = `r${n}`;
        for (const fse of [withHidden, without]) {
          const answer = await send(fse, otherPath, other, `${requestId}o`);
          heard.push(...eventsIn(await answer.text()));
        }
        mock.timers.setTime(START + (n + 1) * 2000 + 1000);
        const path = follow.length > 0 && random() < 0.5 ? (follow.pop() ?? '') : paths();
        const token = await tokenOf(reader, tokens);
        const answers = await Promise.all(
          [withHidden, without].map(async (fse) => shown(await send(fse, path, token, requestId))),
        );
        assert.ok(answers[0] === answers[1], `${reader} ${path}: ${firstDifference(answers)}`);
        const [status, , body] = JSON.parse(answers[0] ?? '') as [number, unknown, string];
        statuses.push(status);
        const next = /"relation":"next","url":"([^"]+)"/.exec(body)?.[1];
        if (next !== undefined) follow.push(next);
        follow.push(...eventsIn(body).slice(0, 2));
      }
      assert.deepEqual(
        [...new Set(statuses)].sort(),
        reader === 'M' ? [200, 403, 404] : [200, 404],
      );
    });

  it('cost the same work as unknown ones', async () => {
    const operations: Operations = [];
    await using fse = await server((store) => observe(store, operations));
    await putDocuments(fse.store, all);
    const tokens = tokensFor(issuer, people, URL_OF_BOTH);
    const workOf = async (path: string): Promise<Operations> => {
      const token = await tokenOf('P', tokens);
      operations.length = 0;
      assert.equal((await fse.ask(path, token)).status, 404);
      return [...operations];
    };
    await workOf(`/DocumentReference/${randomUUID()}`); // begins the chain of the log
    for (const type of ['DocumentReference', 'Binary']) {
      const unknown = await workOf(`/${type}/${randomUUID()}`);
      assert.ok(unknown.includes('documents.find'));
      for (const { document } of all.filter(({ hiddenFrom }) => hiddenFrom.includes('P')))
        assert.deepEqual(await workOf(`/${type}/${document.id}`), unknown, document.description);
    }
  });
});

/** Asks; a path that ends in an operation is a POST of the code P99. */
function send(fse: TestFse, path: string, token: string, requestId: string): Promise<Response> {
  const headers = { 'X-Request-Id': requestId };
  if (!/\$(un)?hide$/.test(path)) return fse.ask(path, token, { headers });
  return fse.ask(path, token, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      resourceType: 'Parameters',
      parameter: [{ name: 'code', valueCode: 'P99' }],
    }),
  });
}

/** Addresses of the records a list of the log holds. */
function eventsIn(body: string): string[] {
  return [...body.matchAll(/"fullUrl":"([^"]+\/AuditEvent\/[^"]+)"/g)].map(([, url = '']) => url);
}

/** Requests of every kind that 1.7 names; `hideable` are those that may be hidden and shown. */
function requestsFor(
  all: readonly Case[],
  random: () => number,
  hideable: readonly Case[],
): () => string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // lists are never empty
  const document = (): StoredDocument => pick(all).document;
  const kinds: readonly (() => string)[] = [
    () => `/DocumentReference?_count=${pick([0, 1, 3, 5, 100])}`,
    () => `/DocumentReference?_count=2&_sort=${pick(['date', '-date', '-_lastUpdated'])}`,
    () =>
      `/DocumentReference?category=${pick(['REF', 'PRS', 'VAC', 'LDO,VRB'])}&status=current,superseded`,
    () => `/DocumentReference?type=${pick(['11502-2', '57832-8'])}&_summary=count`,
    () => `/DocumentReference/${pick([document().id, randomUUID()])}`,
    () => `/DocumentReference/${document().id}`,
    () => `/Binary/${document().id}`,
    () => `/DocumentReference?_id=${document().id}&status=current,superseded`,
    () => `/DocumentReference?identifier=${document().identifier.value}`,
    () => `/DocumentReference?related=0300A400000090${pick([1, 2, 3, 4])}`,
    () => `/DocumentReference?event=${pick(['P97', 'P98', 'P99'])}`,
    () => `/DocumentReference?security-label=${pick(['N', 'V'])}`,
    () => `/DocumentReference?_lastUpdated=gt2026-0${pick([1, 3, 5, 7])}-01`,
    () => `/DocumentReference?date=ge2026-0${pick([1, 3, 5])}-01&_count=4`,
    () => `/AuditEvent?_count=${pick([1, 3, 10, 100])}`,
    () => `/AuditEvent?entity=DocumentReference/${document().id}`,
    ...(hideable.length === 0
      ? []
      : [
          () =>
            `/DocumentReference/${pick(hideable).document.id}/${pick(['$hide', '$hide', '$unhide'])}`,
        ]),
  ];
  return () => pick(kinds)();
}
