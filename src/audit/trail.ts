/**
 * A hash chain of events over a Collection: what happened, in an order that nobody can change
 * without being found out.
 *
 * One chain per start of a process, so that processes never wait for each other; the first link of
 * a chain names the heads of the chains before it. The key lies outside the database. The head of
 * a chain is written after its links: a crash between them leaves links beyond the head, which is
 * no fault, while a head beyond the links shows that the end was cut off.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { AuditEvent, AuditHead } from '../domain/audit-event.ts';
import { AUDIT_NAMED_DAYS, DAY_MS } from '../../config/limits.ts';
import { type Collection, upsert } from '../storage/collection.ts';
import { allBy } from './all-by.ts';
import { GENESIS, hashOf, positionOf, sealOf } from './chain.ts';

/** What is to be remembered: a stable word, whom it concerns, and ids. Never a secret. */
export interface AuditEntry {
  readonly kind: string;
  /** Indexed: events of one person are found by `find({ subject })`. */
  readonly subject?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface AuditTrail {
  /** Resolves when the event is durable. Rejects, and remembers nothing, when it cannot be stored. */
  record(entry: AuditEntry): Promise<AuditEvent>;
}

export interface TrailOptions {
  readonly events: Collection<AuditEvent>;
  readonly heads: Collection<AuditHead>;
  /** 32 bytes, base64url. */
  readonly key: string;
  /** Name of the process, begins the chain's name. */
  readonly name: string;
}

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: (event: AuditEvent) => void;
  readonly reject: (error: unknown) => void;
}

/** Begins a chain; nothing is stored before its first event. */
export function openTrail(options: TrailOptions): Promise<AuditTrail> {
  const chain = `${options.name}-${randomBytes(9).toString('base64url')}`;
  let count = 0;
  let previous = GENESIS;
  let waiting: Waiting[] = [];
  let isWriting = false;

  async function append(entry: AuditEntry): Promise<AuditEvent> {
    const link = {
      id: randomUUID(),
      chain,
      position: positionOf(chain, count),
      at: Date.now(),
      kind: entry.kind,
      ...(entry.subject === undefined ? {} : { subject: entry.subject }),
      data: entry.data,
      previous,
    };
    const event: AuditEvent = { ...link, hash: hashOf(options.key, link) };
    await options.events.insert(event);
    count += 1;
    previous = event.hash;
    return event;
  }

  async function writeHead(): Promise<void> {
    const head = { id: chain, count, hash: previous };
    const sealed: AuditHead = { ...head, updatedAt: Date.now(), seal: sealOf(options.key, head) };
    await upsert(options.heads, chain, () => sealed, () => sealed);
  }

  /** Writes what waits, one link after another: a link that fails leaves neither gap nor fork. */
  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const done: (() => void)[] = [];
      for (const { entry, resolve, reject } of batch) {
        try {
          if (count === 0) await append(await firstEntry(options.heads));
          const event = await append(entry);
          done.push(() => resolve(event));
        } catch (error) {
          done.push(() => reject(error));
        }
      }
      await writeHead().catch(() => undefined); // links beyond the head are no fault; the next batch writes it
      for (const tell of done) tell();
    }
  }

  return Promise.resolve({
    record: (entry) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject });
        if (isWriting) return;
        isWriting = true;
        setImmediate(() => {
          void drain().finally(() => {
            isWriting = false;
          });
        });
      }),
  });
}

/** Names the chains before this one, so that none can vanish whole. */
async function firstEntry(heads: Collection<AuditHead>): Promise<AuditEntry> {
  const recent = await allBy(heads, 'updatedAt', Date.now() - AUDIT_NAMED_DAYS * DAY_MS);
  // Longer ago than that, a chain is named by those between; when there are none, all are named.
  const known = recent.length > 0 ? recent : await allBy(heads, 'updatedAt', 0);
  return {
    kind: 'chain_started',
    data: { heads: known.map(({ id, count, hash }) => ({ id, count, hash })) },
  };
}
