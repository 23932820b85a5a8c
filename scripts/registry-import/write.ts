/** Writes a batch: new ones together, changed ones each by a guarded change, the same ones not at all. */
import { isDeepStrictEqual } from 'node:util';
import { SWEEP_BATCH } from '../../config/limits.ts';
import {
  type Collection,
  ConflictError,
  type Entity,
  upsert,
} from '../../src/storage/collection.ts';

/** One entity as a line says it. */
export interface Wanted<T extends Entity> {
  readonly id: string;
  /** What a second line of the file may not name again, when that is not the id. */
  readonly key?: string;
  /** When it is not there. */
  readonly create: () => T;
  /** What it becomes when it is; an equal one is not written. Pure. */
  readonly change: (current: T) => T;
}

/** How many were new, changed, and as they were. */
export interface Written {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Writes them; their ids differ. */
export async function writeBatch<T extends Entity>(
  collection: Collection<T>,
  batch: readonly Wanted<T>[],
): Promise<Written> {
  const current = await inTurns(batch, ({ id }) => collection.get(id));
  const fresh = batch.filter((_, n) => current[n] === undefined);
  const known = batch.filter((one, n) => {
    const before = current[n];
    return before !== undefined && !isDeepStrictEqual(one.change(before), before);
  });
  await insertFresh(collection, fresh);
  await inTurns(known, ({ id, change }) => collection.update(id, unlessSame(change)));
  return {
    added: fresh.length,
    changed: known.length,
    unchanged: batch.length - fresh.length - known.length,
  };
}

async function insertFresh<T extends Entity>(
  collection: Collection<T>,
  fresh: readonly Wanted<T>[],
): Promise<void> {
  try {
    await collection.insertAll(fresh.map(({ create }) => create()));
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    // Somebody else imports the same: each as it is found.
    await inTurns(fresh, ({ id, create, change }) =>
      upsert(collection, id, create, unlessSame(change)),
    );
  }
}

function unlessSame<T extends Entity>(change: (current: T) => T): (current: T) => T {
  return (current) => {
    const after = change(current);
    return isDeepStrictEqual(after, current) ? current : after;
  };
}

/** A few at a time, so that no engine has a queue longer than it can answer in time. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += SWEEP_BATCH)
    results.push(...(await Promise.all(items.slice(from, from + SWEEP_BATCH).map(work))));
  return results;
}
