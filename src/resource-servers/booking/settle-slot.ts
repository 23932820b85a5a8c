/**
 * Making slots agree with the appointments: at the end of each change, and by the sweeper for
 * changes that broke off. It only tidies: that nobody shares a slot is held by unique fields.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { CHANGE_TRIES, SWEEP_AT_ONCE, SWEEP_BATCH, SWEEP_MS } from '../../../config/limits.ts';
import type { Sweeper } from '../../storage/sweeper.ts';
import type { BookingStores } from './collections.ts';
import { settledBy } from './slot-state.ts';

type Stores = Pick<BookingStores, 'slots' | 'appointments'>;

/** Makes one slot agree; `mine` is the appointment whose change is over. A slot that is not there needs nothing. */
export async function settleSlot(
  stores: Stores,
  id: string,
  at: { readonly now: number; readonly mine?: string },
): Promise<void> {
  for (let tries = 0; tries < CHANGE_TRIES; tries += 1) {
    const seen = await stores.slots.get(id);
    if (!seen) return;
    const [owner] = await stores.appointments.find({ liveSlot: id }, { limit: 1 });
    const judged = { isAsSeen: false };
    await stores.slots.update(id, (slot) => {
      // What was read of the owner counts only for the slot as it was before.
      judged.isAsSeen = slot.revision === seen.revision;
      return judged.isAsSeen ? settledBy(slot, owner?.id, at) : slot;
    });
    if (judged.isAsSeen) return;
  }
}

/** Settles held slots whose change broke off. */
export function createHoldSweeper(
  stores: Stores,
  report: (error: unknown) => void,
  everyMs = SWEEP_MS,
): Sweeper {
  let stopping = new AbortController();
  let running: Promise<void> | undefined;
  const sweep = async (): Promise<void> => {
    const now = Date.now();
    for (;;) {
      const batch = await stores.slots.before('holdUntil', now, SWEEP_BATCH);
      for (let from = 0; from < batch.length; from += SWEEP_AT_ONCE)
        await Promise.all(
          batch.slice(from, from + SWEEP_AT_ONCE).map(({ id }) => settleSlot(stores, id, { now })),
        );
      if (batch.length < SWEEP_BATCH || stopping.signal.aborted) return;
    }
  };
  const run = async (signal: AbortSignal): Promise<void> => {
    while (await pause(everyMs, true, { signal, ref: false }).catch(() => false))
      await sweep().catch(report);
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
