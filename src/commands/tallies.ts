/** Tries reserved under keys before they are judged, and given back when they were good. */
import {
  type Tally,
  type TallyEvent,
  type TallyRule,
  emptyTally,
  isCounted,
  waitOf,
  withTry,
  withoutTry,
} from '../domain/throttle.ts';
import { NotFoundError, upsert } from '../storage/collection.ts';
import type { CommandDeps } from './deps.ts';

type Deps = Pick<CommandDeps, 'stores'>;

/** One key and what it allows. */
export interface TallyKey {
  readonly id: string;
  readonly rule: TallyRule;
}

/** Either the reserved tries, or how long to wait (ms) when some key did not allow it. */
export type Reservation =
  | { readonly waitMs: 0; giveBack(): Promise<void> }
  | { readonly waitMs: number };

/** Reserves one try under every key, or under none. */
export async function reserveTries(
  deps: Deps,
  keys: readonly TallyKey[],
  event: TallyEvent,
): Promise<Reservation> {
  const reserved = await Promise.all(keys.map((key) => reserveOne(deps, key, event)));
  const taken = keys.filter((_, index) => reserved[index] === 0);
  const giveBack = async () => {
    await Promise.all(taken.map(({ id }) => giveBackOne(deps, id, event)));
  };
  const waitMs = Math.max(0, ...reserved);
  if (waitMs === 0) return { waitMs: 0, giveBack };
  await giveBack();
  return { waitMs };
}

/** Counts something that may be done so often, once however often it is repeated; false when it may not be done now. */
export async function countOnce(
  { stores }: Deps,
  { id, rule }: TallyKey,
  event: Required<TallyEvent>,
): Promise<boolean> {
  let isAllowed = false;
  const change = (tally: Tally): Tally => {
    const isRepeat = isCounted(tally, event.what);
    isAllowed = isRepeat || waitOf(tally, rule, event.at) === 0;
    return isRepeat ? tally : withTry(tally, rule, event);
  };
  await upsert(stores.tallies, id, () => change(emptyTally(id)), change);
  return isAllowed;
}

/** The tally under a key, if anything was counted there. */
export function tallyOf({ stores }: Deps, id: string): Promise<Tally | undefined> {
  return stores.tallies.get(id);
}

/** Milliseconds to wait; 0 when the try was reserved. */
async function reserveOne({ stores }: Deps, key: TallyKey, event: TallyEvent): Promise<number> {
  let waitMs = 0;
  const change = (tally: Tally): Tally => {
    waitMs = waitOf(tally, key.rule, event.at);
    return withTry(tally, key.rule, event);
  };
  await upsert(stores.tallies, key.id, () => change(emptyTally(key.id)), change);
  return waitMs;
}

async function giveBackOne({ stores }: Deps, id: string, event: TallyEvent): Promise<void> {
  try {
    await stores.tallies.update(id, (tally) => withoutTry(tally, event));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error; // swept meanwhile: nothing to give back
  }
}
