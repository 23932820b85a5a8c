/**
 * Reading the slots a search may find: one service or calendar, one week and one state at a time.
 * What is read grows with the slots of that service in the window, never with people or services.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import { DAY_MS, SLOT_HORIZON_DAYS } from '../../../config/limits.ts';
import { ApiError } from '../kit/errors.ts';
import { reachOf } from '../kit/search-dates.ts';
import { idOfReference } from '../kit/search-parameters.ts';
import type { BookingStores } from './collections.ts';
import { type SlotStatus, slotKey, weeksOf } from './slot-state.ts';
import type { StoredSlot } from './stored.ts';

type Stores = Pick<BookingStores, 'slots' | 'calendars' | 'healthServices'>;

/**
 * The slots to come that may fit, week after week; what fits is for the search to say.
 * @throws ApiError VALIDATION_ERROR neither a service nor a calendar is named
 */
export async function* findSlots(
  stores: Stores,
  query: URLSearchParams,
  { base, now }: { readonly base: string; readonly now: number },
): AsyncGenerator<readonly StoredSlot[]> {
  const read = await readerOf(stores, query, base);
  const states = statesOf(query);
  const { from, to } = windowOf(query, now);
  for (const week of weeksOf(from, to)) {
    const found: (readonly StoredSlot[])[] = [];
    for (const name of read.names) {
      await othersTurn(); // an engine may read without ever waiting: nobody waits for a whole search
      found.push(
        ...(await Promise.all(states.map((status) => read.find(slotKey(status, name, week))))),
      );
    }
    yield found.flat().filter(({ start }) => start > now && start >= from && start <= to);
  }
}

interface SlotReader {
  readonly names: readonly string[];
  readonly find: (key: string) => Promise<readonly StoredSlot[]>;
}

/** By calendars where the search names some, else by services; what is not known is not looked for. */
async function readerOf(stores: Stores, query: URLSearchParams, base: string): Promise<SlotReader> {
  const calendars = query.get('schedule');
  if (calendars !== null) {
    const ids = valuesOf(calendars).flatMap(
      (value) => idOfReference(value, base, 'Schedule') ?? [],
    );
    const known = await Promise.all(ids.map((id) => stores.calendars.get(id)));
    return {
      names: known.flatMap((calendar) => calendar?.id ?? []),
      find: (byCalendar) => stores.slots.find({ byCalendar }),
    };
  }
  const services = query.get('service-type');
  if (services === null) throw new ApiError('VALIDATION_ERROR', { field: 'http.service-type' });
  const codes = codesOf(services);
  const known = await Promise.all(
    codes.map((code) => stores.healthServices.find({ code }, { limit: 1 })),
  );
  return {
    names: known.flatMap(([service]) => service?.code ?? []),
    find: (byService) => stores.slots.find({ byService }),
  };
}

function statesOf(query: URLSearchParams): readonly SlotStatus[] {
  const asked = codesOf(query.get('status') ?? 'free');
  // A system alone asks for every code of it.
  return (['free', 'busy'] as const).filter((one) => asked.includes(one) || asked.includes(''));
}

/** From now to the horizon, or the part of it that the search can reach. */
function windowOf(query: URLSearchParams, now: number): { from: number; to: number } {
  let from = now;
  let to = now + SLOT_HORIZON_DAYS * DAY_MS;
  for (const text of query.getAll('start')) {
    const reaches = valuesOf(text).flatMap((value) => reachOf(value) ?? []);
    from = Math.max(from, Math.min(...reaches.map((reach) => reach.from)));
    to = Math.min(to, Math.max(...reaches.map((reach) => reach.to)));
  }
  return { from, to };
}

/** The codes of a token parameter, without their systems. */
export function codesOf(text: string): string[] {
  return valuesOf(text).map((value) => value.slice(value.indexOf('|') + 1));
}

function valuesOf(text: string): string[] {
  return [...new Set(text.split(','))];
}
