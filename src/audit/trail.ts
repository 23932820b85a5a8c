/**
 * A hash chain of events over a Collection: what happened, in an order that nobody can change
 * without being found out.
 *
 * One chain per start of a process, so that processes never wait for each other. The key lies
 * outside the database. The head of a chain is written after its links: a crash between them
 * leaves links beyond the head, which is no fault, while a head beyond the links shows that the
 * end was cut off. Who can write the database and holds an older copy of the whole of it can put
 * that back: only a head kept elsewhere shows that.
 */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { COMMIT_BATCH } from '../../config/limits.ts';
import type { AuditEvent } from '../domain/audit-event.ts';
import { InvalidValueError } from '../domain/errors.ts';
import { beginChain } from './begin-chain.ts';
import { type ChainOptions, ChainWriter, type LinkDraft } from './chain-writer.ts';

/** What is to be remembered: a stable word, whom it concerns, and ids. Never a secret. */
export interface AuditEntry {
  readonly kind: string;
  /** Indexed: events of one person are found by `find({ subject })`. */
  readonly subject?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface AuditTrail {
  /** Resolves when the event is durable. Rejects when that is not so, or not known. */
  record(entry: AuditEntry): Promise<AuditEvent>;
}

/** A trail as who opened it has it. */
export interface OpenedTrail extends AuditTrail {
  /** Resolves when the head says how far the chain goes. To be called before the database is closed. */
  close(): Promise<void>;
}

export interface TrailOptions extends ChainOptions {
  /** Name of the process, begins the chain's name. */
  readonly name: string;
}

interface Waiting {
  readonly draft: LinkDraft;
  readonly resolve: (event: AuditEvent) => void;
  readonly reject: (error: unknown) => void;
}

/** Opens a trail; nothing is stored before its first event. */
export function openTrail(options: TrailOptions): Promise<OpenedTrail> {
  const chain = new ChainWriter(options, `${options.name}-${randomBytes(9).toString('base64url')}`);
  const waiting: Waiting[] = [];
  let hasBegun = false;
  let draining: Promise<void> | undefined;
  let writingHead: Promise<void> | undefined;
  let headWritten = 0;

  /** What was recorded in one turn, or while the last batch was being stored, is stored together. */
  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      await nextTurn();
      const batch = waiting.splice(0, COMMIT_BATCH);
      try {
        if (!hasBegun) await beginChain(options, chain);
        hasBegun = true;
        const events = await chain.append(batch.map(({ draft }) => draft));
        events.forEach((event, n) => batch[n]?.resolve(event));
        writingHead ??= writeHead();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    draining = undefined;
  }

  async function writeHead(): Promise<void> {
    try {
      while (headWritten < chain.count) {
        const count = chain.count;
        await chain.writeHead();
        headWritten = count;
      }
    } catch {
      // links beyond the head are no fault: the next batch writes it
    } finally {
      writingHead = undefined;
    }
  }

  return Promise.resolve({
    record({ kind, subject, data }) {
      if (subject?.isWellFormed() === false)
        return Promise.reject(new InvalidValueError('subject', 'half a character'));
      const draft = { at: Date.now(), kind, data, ...(subject === undefined ? {} : { subject }) };
      return new Promise((resolve, reject) => {
        waiting.push({ draft, resolve, reject });
        draining ??= drain();
      });
    },
    async close() {
      await draining;
      await writingHead;
    },
  });
}
