/** `Idempotency-Key`: a repeated request acts once and is answered as the first was. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { IDEMPOTENCY_LEASE_MS, IDEMPOTENCY_MS } from '../../config/limits.ts';
import type { PersonCaller } from '../../src/resource-servers/kit/caller.ts';
import { ApiError } from '../../src/resource-servers/kit/errors.ts';
import { idempotencyKeys, once, type UsedKey } from '../../src/resource-servers/kit/idempotency.ts';
import type { Call, Reply } from '../../src/resource-servers/kit/route.ts';
import type { Collection, Store } from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import { onBothEngines } from '../support/engines.ts';

const PATH = '/declarations';
const NOW = Date.UTC(2026, 10, 24, 9);

const MARIO: PersonCaller = {
  kind: 'person',
  clientId: 'portale-salute',
  scopes: new Set(),
  tokenId: 't',
  expiresAt: NOW,
  statusAge: 0,
  patientId: '3f0f7e2b-5a77-4c1c-8b3a-c1a4f0de90a7',
  fiscalCode: 'RSSMRA80A01F205X',
  givenName: 'Mario',
  familyName: 'Rossi',
  birthdate: '1980-01-01',
  gender: 'male',
  acr: undefined,
  delegation: undefined,
};

/** A POST under a key. */
function callOf(key: string | undefined, change: Partial<Call> = {}): Call {
  return {
    caller: MARIO,
    params: {},
    query: new URLSearchParams(),
    body: { a: 1, b: { c: 2, d: 3 } },
    header: (name) => (name === 'Idempotency-Key' ? key : undefined),
    format: 'json',
    isStrict: false,
    language: 'it',
    now: NOW,
    ...change,
  };
}

function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : String(error);
}

onBothEngines('an Idempotency-Key', (engine) => {
  let store: Store;
  let keys: Collection<UsedKey>;
  let acts: string[];
  before(async () => {
    store = await openStore(engine().address('idempotency'));
    await store.migrate([idempotencyKeys]);
    keys = store.collection(idempotencyKeys);
  });
  after(() => store.close());
  beforeEach(() => {
    acts = [];
  });

  const work = (id: string): Promise<Reply> => {
    acts.push(id);
    return Promise.resolve({
      status: 201,
      headers: { Location: `/x/${id}` },
      body: { id },
      facts: { interaction: 'create' },
    });
  };
  const crash = (id: string): Promise<Reply> => {
    acts.push(id);
    return Promise.reject(new Error('the power went'));
  };
  const ask = (call: Call, run = work, path = PATH): Promise<Reply> => once(keys, path, call, run);

  it('answers the same body again as the first time, whatever the order of its fields', async () => {
    const key = randomUUID();
    const first = await ask(callOf(key));
    const again = await ask(callOf(key, { body: { b: { d: 3, c: 2 }, a: 1 } }));
    assert.deepEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(first)));
    assert.equal(acts.length, 1);
  });

  it('refuses another body', async () => {
    const key = randomUUID();
    await ask(callOf(key));
    await assert.rejects(ask(callOf(key, { body: { a: 2 } })), { code: 'key-reused' });
    assert.equal(acts.length, 1);
  });

  it('is one person’s at one path: elsewhere it is another key', async () => {
    const key = randomUUID();
    const other = { ...MARIO, patientId: randomUUID() };
    await ask(callOf(key));
    await ask(callOf(key), work, '/declarations/1/revocation');
    await ask(callOf(key, { caller: other }));
    await ask(callOf(key, { caller: { ...MARIO, clientId: 'app-mobile' } }));
    assert.equal(new Set(acts).size, 4);
  });

  for (const key of [undefined, '', 'short', 'with space here', 'x'.repeat(129)])
    it(`must be there and be one: ${String(key).slice(0, 20)}`, async () => {
      await assert.rejects(ask(callOf(key)), { code: 'VALIDATION_ERROR' });
      assert.equal(acts.length, 0);
    });

  it('is refused while the first request is under way', async () => {
    const key = randomUUID();
    let finish = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      void ask(callOf(key), async (id) => {
        resolve();
        await new Promise<void>((done) => {
          finish = done;
        });
        return work(id);
      });
    });
    await started;
    await assert.rejects(ask(callOf(key)), { code: 'still-running' });
    finish();
  });

  it('goes on under the same work id after a crash, once the lease is over', async () => {
    const key = randomUUID();
    await assert.rejects(ask(callOf(key), crash), /power/);
    await assert.rejects(ask(callOf(key)), { code: 'still-running' });
    const after = await ask(callOf(key, { now: NOW + IDEMPOTENCY_LEASE_MS }));
    assert.equal(after.status, 201);
    assert.equal(acts.length, 2);
    assert.equal(acts[0], acts[1]);
  });

  it('is given back by a refusal, and kept by a failure of ours', async () => {
    for (const [code, isFree] of [
      ['already-active', true],
      ['SERVICE_UNAVAILABLE', false],
    ] as const) {
      const key = randomUUID();
      await assert.rejects(
        ask(callOf(key), () => Promise.reject(new ApiError(code))),
        { code },
      );
      const again = await ask(callOf(key, { body: { other: 1 } })).then(
        ({ status }) => status,
        codeOf,
      );
      assert.equal(again, isFree ? 201 : 'key-reused');
    }
  });

  it('given back by a refusal just now is taken afresh by who came second', async () => {
    const key = randomUUID();
    await ask(callOf(key));
    const isFreed = { yet: false };
    const racing: Collection<UsedKey> = {
      insert: (one) => keys.insert(one),
      insertAll: (many) => keys.insertAll(many),
      get: (id) => keys.get(id),
      find: (where, page) => keys.find(where, page),
      before: (field, instant, limit, since) => keys.before(field, instant, limit, since),
      delete: (id, when) => keys.delete(id, when),
      async update(id, change) {
        if (!isFreed.yet) await keys.delete(id);
        isFreed.yet = true;
        return keys.update(id, change);
      },
    };
    assert.equal((await once(racing, PATH, callOf(key), work)).status, 201);
    assert.equal(acts.length, 2);
  });

  it('is not taken from a later request by the refusal of one that lasted too long', async () => {
    const key = randomUUID();
    const late = callOf(key, { now: NOW + IDEMPOTENCY_LEASE_MS });
    const begun = Promise.withResolvers<undefined>();
    const end = Promise.withResolvers<undefined>();
    const slow = ask(callOf(key), async () => {
      begun.resolve(undefined);
      await end.promise;
      throw new ApiError('already-active');
    });
    await begun.promise;
    const second = ask(late, async (id) => {
      end.resolve(undefined);
      await assert.rejects(slow, { code: 'already-active' });
      return work(id);
    });
    assert.equal((await second).status, 201);
    assert.equal((await ask(late)).status, 201);
    assert.equal(acts.length, 1);
  });

  it('is a new one after a day', async () => {
    const key = randomUUID();
    await ask(callOf(key));
    await ask(callOf(key, { now: NOW + IDEMPOTENCY_MS, body: { other: 1 } }));
    assert.equal(new Set(acts).size, 2);
  });

  it('lets one of 20 at once act', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        ask(callOf(key)).then(({ body }) => JSON.stringify(body), codeOf),
      ),
    );
    assert.equal(acts.length, 1);
    const made = JSON.stringify({ id: acts[0] });
    assert.ok(answers.includes(made));
    for (const answer of answers) assert.ok([made, 'still-running'].includes(answer), answer);
  });
});
