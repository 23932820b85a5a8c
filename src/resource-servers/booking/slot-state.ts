/**
 * What may become of a slot. Pure: each function is the change of one guarded update.
 *
 * A slot is taken for one appointment (`takenBy`), at first only until `holdUntil`. Whoever is
 * told by `settledBy` what the appointments say makes it agree with them.
 */
import { Temporal } from 'temporal-polyfill';
import { SLOT_HOLD_MS } from '../../../config/limits.ts';
import { ApiError } from '../kit/errors.ts';
import { toCivilDate } from '../kit/rome.ts';
import type { StoredSlot } from './stored.ts';

/** A slot is free or busy; nobody reads more of it. */
export type SlotStatus = 'free' | 'busy';

/** The state as it is read. */
export function statusOfSlot({ takenBy }: Pick<StoredSlot, 'takenBy'>): SlotStatus {
  return takenBy === undefined ? 'free' : 'busy';
}

/** Monday of 1969-12-29: weeks are counted from here. */
const FIRST_MONDAY = Temporal.PlainDate.from('1969-12-29');

/** Number of the week of an instant, Monday to Sunday in Rome. */
export function weekOf(at: number): number {
  const days = FIRST_MONDAY.until(toCivilDate(at), { largestUnit: 'day' }).days;
  return Math.floor(days / 7);
}

/** Weeks that a span of time touches, ascending; none when it is empty. */
export function weeksOf(from: number, to: number): number[] {
  if (from > to) return [];
  const first = weekOf(from);
  return Array.from({ length: weekOf(to) - first + 1 }, (_, n) => first + n);
}

/** The index key under which slots of a service or calendar are found. */
export function slotKey(status: SlotStatus, name: string, week: number): string {
  return `${status}|${name}|${week}`;
}

/** A slot with the keys of its state. */
export function keyed(slot: Omit<StoredSlot, 'byService' | 'byCalendar'>): StoredSlot {
  const status = statusOfSlot(slot);
  const week = weekOf(slot.start);
  return {
    ...slot,
    byService: slotKey(status, slot.service, week),
    byCalendar: slotKey(status, slot.calendar, week),
  };
}

/** Holds a free slot for an appointment; the same appointment may hold it again. @throws ApiError slot-taken */
export function held(slot: StoredSlot, appointment: string, now: number): StoredSlot {
  if (slot.takenBy !== undefined && slot.takenBy !== appointment) throw new ApiError('slot-taken');
  return changed(slot, { takenBy: appointment, holdUntil: now + SLOT_HOLD_MS });
}

/** Says that the appointment that has the slot is about to leave it. */
export function leaving(slot: StoredSlot, appointment: string, now: number): StoredSlot {
  if (slot.takenBy !== appointment) return slot;
  return changed(slot, { takenBy: appointment, holdUntil: now + SLOT_HOLD_MS });
}

/**
 * The slot as the appointments say: had by `owner`, or by nobody. A slot that another change holds
 * stays as it is; `mine` names the appointment whose change is over. Taken without a hold and
 * without an owner it cannot be: a change broke off in the worst moment, and it is freed.
 */
export function settledBy(
  slot: StoredSlot,
  owner: string | undefined,
  { now, mine }: { readonly now: number; readonly mine?: string | undefined },
): StoredSlot {
  if (slot.takenBy === undefined && owner === undefined) return slot;
  const isOver = slot.takenBy === mine || (slot.holdUntil ?? 0) <= now;
  if (owner === undefined) return isOver ? changed(slot, {}) : slot;
  if (slot.takenBy !== owner) return changed(slot, { takenBy: owner });
  return slot.holdUntil === undefined || !isOver ? slot : changed(slot, { takenBy: owner });
}

/** The slot with this state instead of its own. */
function changed(
  { takenBy: _takenBy, holdUntil: _holdUntil, ...slot }: StoredSlot,
  state: Pick<StoredSlot, 'takenBy' | 'holdUntil'>,
): StoredSlot {
  return keyed({ ...slot, ...state, revision: slot.revision + 1 });
}
