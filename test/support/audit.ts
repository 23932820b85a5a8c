/** Audit collections on a database of a test, and hands to tamper with them. */
import { randomBytes } from 'node:crypto';
import { openTrail, type OpenedTrail } from '../../src/audit/trail.ts';
import { verifyTrails, type VerifyReport } from '../../src/audit/verify.ts';
import type { AuditEvent, AuditHead } from '../../src/domain/audit-event.ts';
import type { Collection, Store } from '../../src/storage/collection.ts';
import { auditEvents, auditHeads } from '../../src/stores/collections.ts';

export interface AuditBench {
  readonly events: Collection<AuditEvent>;
  readonly heads: Collection<AuditHead>;
  readonly key: string;
  /** A trail as a process start has it, on these events when they are given. */
  open(name?: string, events?: Collection<AuditEvent>): Promise<OpenedTrail>;
  verify(): Promise<VerifyReport>;
  /** One chain of so many events of ours behind `chain_started`, closed. */
  recorded(count: number, name?: string): Promise<readonly AuditEvent[]>;
  /** What `verify` finds, as `<position> <why>`. */
  faults(): Promise<string[]>;
  /** Every stored event in its chain's order. */
  all(): Promise<AuditEvent[]>;
}

let benches = 0;

/** Fresh audit collections in the store. */
export async function auditBench(store: Store): Promise<AuditBench> {
  benches += 1;
  const declared = {
    events: { ...auditEvents, name: `events${benches}` },
    heads: { ...auditHeads, name: `heads${benches}` },
  };
  await store.migrate([declared.events, declared.heads]);
  const events = store.collection<AuditEvent>(declared.events);
  const options = {
    events,
    heads: store.collection<AuditHead>(declared.heads),
    key: randomBytes(32).toString('base64url'),
  };
  const open: AuditBench['open'] = (name = 'test', through = events) =>
    openTrail({ ...options, events: through, name });
  return {
    ...options,
    open,
    verify: () => verifyTrails(options),
    async recorded(count, name) {
      const trail = await open(name);
      const entries = Array.from({ length: count }, (_, n) => ({
        kind: 'seen',
        subject: `s${n}`,
        data: { n },
      }));
      const recorded = await Promise.all(entries.map((entry) => trail.record(entry)));
      await trail.close();
      return recorded;
    },
    async faults() {
      const { broken } = await verifyTrails(options);
      return broken.map(({ position, why }) => `${position} ${why}`).toSorted();
    },
    all: async () =>
      (await events.before('at', Number.MAX_SAFE_INTEGER, 10_000)).toSorted((a, b) =>
        a.chain === b.chain ? numberOf(a) - numberOf(b) : a.chain < b.chain ? -1 : 1,
      ),
  };
}

function numberOf({ position }: AuditEvent): number {
  return Number(position.slice(position.lastIndexOf('.') + 1));
}
