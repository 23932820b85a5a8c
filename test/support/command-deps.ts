/**
 * What commands work with, on a real database: messages and audit events are kept to be looked at
 * instead of going out.
 */
import type { AuditEvent } from '../../src/domain/audit-event.ts';
import type { CommandDeps } from '../../src/commands/deps.ts';
import type { MessageDraft } from '../../src/delivery/courier.ts';
import type { Message } from '../../src/domain/message.ts';
import { createHasher } from '../../src/credentials/hasher.ts';
import { createIndexer } from '../../src/credentials/indexer.ts';
import { createOneTimeCodes } from '../../src/credentials/one-time-code.ts';
import { newId } from '../../src/credentials/random.ts';
import { openStore } from '../../src/storage/open.ts';
import { IDENTITY_COLLECTIONS } from '../../src/stores/collections.ts';
import { openStores } from '../../src/stores/stores.ts';

export interface TestDeps extends CommandDeps {
  /** What was enqueued, in order, with its id. */
  readonly sent: (MessageDraft & { readonly id: string })[];
  /** Kinds of audit events with their data, in order. */
  readonly recorded: { kind: string; subject?: string; data: Record<string, unknown> }[];
  close(): Promise<void>;
}

/** Opens and migrates the database at an address such as `engine().address('gass')`. */
export async function openCommandDeps(address: string): Promise<TestDeps> {
  const store = await openStore(address);
  await store.migrate(IDENTITY_COLLECTIONS);
  const sent: TestDeps['sent'] = [];
  const recorded: TestDeps['recorded'] = [];
  return {
    stores: openStores(store),
    hasher: createHasher({
      pepper: 'p'.repeat(43),
      cost: { memoryKib: 64, time: 1, parallelism: 1 },
      queueWaitMs: 60_000,
    }),
    codes: createOneTimeCodes('p'.repeat(43)),
    indexer: createIndexer('i'.repeat(43)),
    courier: {
      async enqueue(draft) {
        const id = draft.id ?? newId();
        if (!sent.some((message) => message.id === id)) sent.push({ ...draft, id });
        return { id } as Message; // commands read the id alone
      },
      deliver: () => Promise.reject(new Error('commands do not deliver')),
      start: () => undefined,
      stop: () => Promise.resolve(),
    },
    audit: {
      record: async (event) => {
        recorded.push(event);
        return {} as AuditEvent; // commands do not read it
      },
    },
    host: 'localhost',
    portalAddress: 'localhost:3010',
    sent,
    recorded,
    close: () => store.close(),
  };
}
