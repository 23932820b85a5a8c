/**
 * Private notes without a trace: two registries, one of which lacks the notes that a delegate must
 * not see, are asked the same and must answer byte for byte the same. @source resource-servers 1.7
 *
 * GASS_TEST_TURNS and GASS_TEST_SEED make it longer and another (`npm run endure`).
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import type { StoredNote } from '../../src/resource-servers/registry/stored.ts';
import { demoSubjects, type Subjects } from '../support/demo-subjects.ts';
import { type FakeIssuer, fakeIssuer } from '../support/issuer.ts';
import { observe, type Operations, withForeseenIds } from '../support/observed-store.ts';
import { testRegistry, type TestRegistry } from '../support/registry.ts';
import { sentNote } from '../support/registry-notes.ts';
import { uuidOf } from '../support/stored-documents.ts';

const REQUESTS = Number(process.env['GASS_TEST_TURNS'] ?? 50);
const BASES = ['parental', 'guardianship', 'mandate'] as const;
const SEED = Number(process.env['GASS_TEST_SEED'] ?? 20_261_124);
const START = Date.UTC(2026, 10, 24, 9);
const IGNORED_HEADERS = new Set(['date', 'connection', 'keep-alive']);
const COUNT = 24;

/** A small generator whose sequence is always the same for a seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Notes of the person and of the parent; every third is private. */
function notesOf(people: Subjects): StoredNote[] {
  const { Luca, Giulia } = people;
  return Array.from({ length: COUNT }, (_, n) => {
    const at = START - (n + 1) * 3_600_000 * (n % 5 === 0 ? 24 : 1);
    return {
      id: uuidOf(`note ${n}`),
      fiscalCode: Luca.fiscalCode,
      place: `${Luca.fiscalCode}#${n % 3 === 0 ? 'p' : ''}${n}`,
      revision: 1 + (n % 3),
      textId: uuidOf(`text ${n}`),
      title: `Nota ${n % 4}`,
      date: at,
      isPrivate: n % 3 === 0,
      author:
        n % 2 === 0
          ? { sub: Luca.sub, role: 'ASS', name: 'Luca Ferri' }
          : { sub: Giulia.sub, role: 'GEN', name: 'Giulia Bianchi' },
      createdAt: at,
      updatedAt: at,
    };
  });
}

async function shown(response: Response): Promise<string> {
  const headers = [...response.headers].filter(([name]) => !IGNORED_HEADERS.has(name));
  return JSON.stringify([response.status, headers, await response.text()]);
}

describe('private notes', () => {
  let issuer: FakeIssuer;
  let people: Subjects;
  before(async () => {
    issuer = await fakeIssuer();
  });
  after(() => issuer[Symbol.asyncDispose]());
  beforeEach(() => {
    mock.timers.enable({ apis: ['Date'], now: START });
    people = demoSubjects(START);
  });
  afterEach(() => mock.timers.reset());

  async function server(
    notes: readonly StoredNote[],
    wrap = withForeseenIds,
  ): Promise<TestRegistry> {
    const registry = await testRegistry({
      issuer,
      url: 'http://anagrafe.example',
      key: Buffer.alloc(32, 1).toString('base64url'),
      wrap,
      validates: false,
      isFed: false,
      people,
    });
    await registry.stores.notes.insertAll(notes);
    await registry.stores.noteTexts.insertAll(
      notes.map(({ id, textId, title }) => ({ id: textId, noteId: id, text: `${title} ${id}` })),
    );
    return registry;
  }

  it(`leave none for who acts, on whatever basis, in ${REQUESTS} requests`, async function () {
    this.timeout(60_000);
    const all = notesOf(people);
    const seen = all.filter(({ isPrivate }) => !isPrivate);
    await using withPrivate = await server(all);
    await using without = await server(seen);
    const both = [withPrivate, without];
    const random = seeded(SEED);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // never empty
    const requests: readonly (() => [method: string, path: string])[] = [
      () => ['GET', `/DocumentReference?_count=${pick([0, 1, 3, 5, 100])}`],
      () => [
        'GET',
        `/DocumentReference?_count=2&_sort=${pick(['date', '-date', '-_lastUpdated'])}`,
      ],
      () => ['GET', `/DocumentReference?event=${pick(['P99', 'P98'])}`],
      () => ['GET', `/DocumentReference?description=${pick(['Nota', 'nota 1', 'Altro'])}`],
      () => ['GET', `/DocumentReference?date=ge2026-11-${pick([10, 20, 23])}&_summary=count`],
      () => ['GET', `/DocumentReference?_lastUpdated=le2026-11-${pick([10, 20, 23])}`],
      () => ['GET', `/DocumentReference?_id=${pick(all).id}`],
      () => ['GET', `/DocumentReference?identifier=urn:uuid:${pick(all).id}`],
      () => ['GET', `/DocumentReference/${pick([pick(all).id, randomUUID()])}`],
      () => ['PUT', `/DocumentReference/${pick(all.filter(({ isPrivate }) => isPrivate)).id}`],
      () => ['DELETE', `/DocumentReference/${pick(all.filter(({ isPrivate }) => isPrivate)).id}`],
      () => ['GET', `/AuditEvent?_count=${pick([1, 10, 100])}`],
      () => ['GET', `/AuditEvent?entity=DocumentReference/${pick(all).id}`],
    ];
    const send = (
      registry: TestRegistry,
      [method, path]: [string, string],
      token: string,
      id: string,
    ): Promise<Response> =>
      registry.send(
        method,
        path,
        token,
        method === 'PUT' ? sentNote({ id: path.split('/').at(-1) ?? '' }) : undefined,
        { 'X-Request-Id': id },
      );
    const statuses = new Set<number>();
    const follow: string[] = [];
    for (let n = 0; n < REQUESTS; n += 1) {
      mock.timers.setTime(START + (n + 1) * 2000);
      // The person reads in between, private notes too: the logs differ, what is shown of them must not.
      const own = await withPrivate.token('Luca');
      const read = `/DocumentReference/${pick(all).id}`;
      for (const registry of both) await send(registry, ['GET', read], own, `r${n}o`);
      const basis = BASES[n % BASES.length] ?? 'parental';
      const detail = { actions: ['notes', 'audit'] };
      const token = await withPrivate.token('Luca', { basis, detail });
      const next = follow.pop();
      const request: [string, string] = next ? ['GET', next] : pick(requests)();
      const answers = await Promise.all(
        both.map(async (registry) => shown(await send(registry, request, token, `r${n}`))),
      );
      assert.equal(answers[0], answers[1], request.join(' '));
      const [status, , body] = JSON.parse(answers[0] ?? '') as [number, unknown, string];
      statuses.add(status);
      const address = /"relation":"next","url":"([^"]+)"/.exec(body)?.[1];
      if (address !== undefined) follow.push(address);
    }
    assert.deepEqual([...statuses].sort(), [200, 403, 404]);
  });

  it('cost the same work as unknown ones', async () => {
    const operations: Operations = [];
    await using registry = await server(notesOf(people), (store) => observe(store, operations));
    const token = await registry.token('Luca', { basis: 'parental' });
    const hidden = notesOf(people).find(({ isPrivate }) => isPrivate)?.id ?? '';
    const workOf = async (method: string, id: string): Promise<Operations> => {
      operations.length = 0;
      const body = method === 'PUT' ? sentNote({ id }) : undefined;
      const answer = await registry.send(method, `/DocumentReference/${id}`, token, body);
      assert.equal(answer.status, 404);
      return [...operations];
    };
    await workOf('GET', randomUUID()); // begins the chain of the log
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const unknown = await workOf(method, randomUUID());
      assert.ok(unknown.includes('notes.get'));
      assert.deepEqual(await workOf(method, hidden), unknown, method);
    }
  });
});
