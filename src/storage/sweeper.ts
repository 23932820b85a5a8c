/**
 * Removes what nobody reads any more. It only reclaims space: expiry is asked on every read, so a
 * sweeper that is late, stopped or running twice changes no answer.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { SWEEP_AT_ONCE, SWEEP_BATCH, SWEEP_MS } from '../../config/limits.ts';
import type { Collection, Entity, InstantField } from './collection.ts';

/** What may go: entities of the collection whose indexed instant is at or before `before(now)`. */
export interface SweepRule<T extends Entity> {
  readonly collection: Collection<T>;
  readonly field: InstantField<T>;
  readonly before: (now: number) => number;
}

export interface Sweeper {
  /** Sweeps every SWEEP_MS from now on, first after that time. */
  start(): void;
  /** Resolves when the batch that is under way is done; nothing is removed after. */
  stop(): Promise<void>;
  /** Sweeps once, whole. @throws StorageUnavailableError the first failure of a collection, after the others were swept */
  sweep(): Promise<void>;
}

/** A rule whose entity no longer matters: what the sweeper does with it. */
interface Broom {
  /** Removes one batch; whether there may be more. */
  sweepBatch(now: number): Promise<boolean>;
}

/** Rules of several entities in one list, each checked against its own. */
type Rules<Ts extends readonly Entity[]> = { readonly [K in keyof Ts]: SweepRule<Ts[K]> };

/** The sweeper of these rules. `report` is told of every failure; the next round tries again. */
export function createSweeper<Ts extends readonly Entity[]>(
  rules: Rules<Ts>,
  report: (error: unknown) => void,
  everyMs = SWEEP_MS,
): Sweeper {
  // mapping a tuple type loses its elements; each rule was checked above
  const brooms = (rules as readonly SweepRule<Entity>[]).map(broomOf);
  let stopping = new AbortController();
  let running: Promise<void> | undefined;

  const sweep = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const broom of brooms) {
      try {
        while (!stopping.signal.aborted && (await broom.sweepBatch(Date.now())));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  const run = async (signal: AbortSignal): Promise<void> => {
    while (await waited(everyMs, signal)) await sweep().catch(report);
  };

  return {
    sweep,
    start() {
      if (running) return;
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
      running = undefined;
    },
  };
}

function broomOf<T extends Entity>({ collection, field, before }: SweepRule<T>): Broom {
  return {
    async sweepBatch(now) {
      const instant = before(now);
      const batch = await collection.before(field, instant, SWEEP_BATCH);
      // what was prolonged since it was read stays
      const isStillDue = (current: T): boolean => Number(current[field]) <= instant;
      // A few at a time: each call to a slow server has its own limit, and logins come first.
      for (let from = 0; from < batch.length; from += SWEEP_AT_ONCE)
        await Promise.all(
          batch
            .slice(from, from + SWEEP_AT_ONCE)
            .map(({ id }) => collection.delete(id, isStillDue)),
        );
      return batch.length === SWEEP_BATCH;
    },
  };
}

/** Waits without keeping the process alive; false when stopped meanwhile. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal, ref: false }).catch(() => false);
}
