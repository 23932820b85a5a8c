/** A crash between the writes of a declaration: it and its exemption agree, and the next try ends it once. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { IDEMPOTENCY_LEASE_MS } from '../../config/limits.ts';
import { type Store, StorageUnavailableError } from '../../src/storage/collection.ts';
import { moved } from '../support/clock.ts';
import type { Name } from '../support/demo-subjects.ts';
import { signedText, testExemption } from '../support/exemption.ts';

describe('a crash in the middle of a declaration', () => {
  const steps = [
    ['receipts', 'insert'],
    ['statements', 'insert'],
    ['idempotencyKeys', 'update'],
    ['accessEvents', 'insertAll'],
  ] as const;
  for (const [collection, method] of steps)
    for (const when of ['before', 'after'] as const)
      it(`${when} ${collection}.${method} leaves declaration and exemption agreed; the next try ends it once`, async () => {
        const fault: Fault = { collection, method, when, isOn: false };
        await using server = await testExemption({ wrap: (store) => failing(store, fault) });
        const name: Name = 'Mario';
        const token = await server.self(name);
        const body = await signedText(server, token, 'E12');
        const key = randomUUID();
        fault.isOn = true;
        assert.equal((await server.post('/declarations', token, body, key)).status, 503);
        fault.isOn = false;
        const counts = async (): Promise<number[]> => {
          const fresh = await server.self(name);
          const totals = ['/Coverage', '/declarations'].map(async (path) => {
            const response = await server.ask(path, fresh);
            return ((await response.json()) as { total: number }).total;
          });
          return Promise.all(totals);
        };
        const [coverages, declarations] = await counts();
        assert.equal(coverages, declarations);
        await moved(IDEMPOTENCY_LEASE_MS + 1000, async () => {
          const fresh = await server.self(name);
          const response = await server.post('/declarations', fresh, body, key);
          assert.equal(response.status, 201);
          const { id } = (await response.json()) as { id: string };
          assert.deepEqual(await counts(), [1, 1]);
          const receipt = await server.ask(`/declarations/${id}`, fresh, {
            headers: { Accept: 'application/pdf' },
          });
          assert.equal(receipt.status, 200);
        });
      });
});

interface Fault {
  readonly collection: string;
  readonly method: string;
  readonly when: 'before' | 'after';
  isOn: boolean;
}

/** A store in which one kind of write fails while the fault is on, before or after it was done. */
function failing(store: Store, fault: Fault): Store {
  const down = (): never => {
    throw new StorageUnavailableError('down');
  };
  return {
    migrate: (declarations) => store.migrate(declarations),
    isMigrated: (declarations) => store.isMigrated(declarations),
    health: () => store.health(),
    close: () => store.close(),
    collection: (declaration) => {
      const collection = store.collection(declaration);
      if (declaration.name !== fault.collection) return collection;
      return new Proxy(collection, {
        get(target, name, receiver) {
          const method: unknown = Reflect.get(target, name, receiver);
          if (!fault.isOn || name !== fault.method || typeof method !== 'function') return method;
          return async (...given: unknown[]): Promise<never> => {
            if (fault.when === 'after') await Reflect.apply(method, target, given);
            return down();
          };
        },
      });
    },
  };
}
