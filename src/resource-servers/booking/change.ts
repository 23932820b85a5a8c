/**
 * Moving, cancelling and commenting an appointment. A move holds the new slot, says that the old
 * one is being left, changes the appointment, then settles both: whatever breaks off leaves two
 * slots held, never none, and the sweeper frees one of them.
 */
import { CHANGE_TRIES, RETRY_AFTER_S } from '../../../config/limits.ts';
import { ConflictError } from '../../storage/collection.ts';
import { ApiError } from '../kit/errors.ts';
import type { Call } from '../kit/route.ts';
import { requireVersion } from '../kit/versions.ts';
import type { Wish } from './appointment-change.ts';
import { holdSlot } from './book.ts';
import type { BookingStores } from './collections.ts';
import { nextAppointment } from './next-appointment.ts';
import { bookingIn, type PersonRecord } from './record.ts';
import { changeRefusal, isBookable } from './rules.ts';
import { settleSlot } from './settle-slot.ts';
import { leaving } from './slot-state.ts';
import type { StoredAppointment, StoredSlot } from './stored.ts';

export interface ChangeOptions {
  readonly stores: BookingStores;
  readonly call: Pick<Call, 'header' | 'now'>;
  /** The person's things as the reader sees them now. */
  readonly read: () => Promise<PersonRecord>;
  /** What is wanted of the appointment as it is. */
  readonly wishOf: (appointment: StoredAppointment) => Wish;
}

/** Somebody else changed the appointment since it was read. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/**
 * Changes it; a wish that is already fulfilled changes nothing, and is answered as if it had.
 * @throws ApiError RESOURCE_NOT_FOUND · version-changed · not-changeable · cancel-too-late ·
 * NOT_PROCESSABLE · service-mismatch · slot-taken
 */
export async function changeAppointment(
  id: string | undefined,
  options: ChangeOptions,
): Promise<StoredAppointment> {
  for (let tries = 0; tries < CHANGE_TRIES; tries += 1) {
    const record = await options.read();
    const { appointment } = bookingIn(record, id);
    try {
      return await fulfil(appointment, { record, wish: options.wishOf(appointment), options });
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
  throw new ApiError('SERVICE_UNAVAILABLE', {
    detail: 'the appointment does not come to rest',
    retryAfter: RETRY_AFTER_S,
  });
}

interface Task {
  readonly record: PersonRecord;
  readonly wish: Wish;
  readonly options: ChangeOptions;
}

async function fulfil(appointment: StoredAppointment, task: Task): Promise<StoredAppointment> {
  const { wish, options } = task;
  const { cancel, comment } = wish;
  const isNothing = !cancel && wish.slot === undefined && comment === undefined;
  const { movedFrom } = appointment;
  if (isNothing && (areItsTimes(wish, appointment) || (movedFrom && areItsTimes(wish, movedFrom))))
    return appointment;
  requireVersion(options.call, appointment.revision);
  if (appointment.status !== 'booked' || (cancel && wish.slot !== undefined))
    throw new ApiError('not-changeable');
  const slot = wish.slot === undefined ? undefined : await newSlot(wish.slot, appointment, task);
  if (!areItsTimes(wish, appointment) && !(slot && areItsTimes(wish, slot)))
    throw new ApiError('not-changeable', { field: 'Appointment.start' });
  if (cancel || slot) {
    const refusal = changeRefusal(appointment, options.call.now);
    if (refusal) throw new ApiError(refusal);
  }
  const offered = slot && (await options.stores.healthServices.get(slot.healthService));
  const request = task.record.requests.find(
    ({ prescription }) => prescription.id === appointment.prescription,
  );
  const next = nextAppointment(appointment, {
    wish,
    slot,
    instruction: offered?.instruction,
    request,
    now: options.call.now,
  });
  return cancel || slot ? replaceSlots(appointment, next, task) : write(appointment, next, task);
}

/** Takes what the change needs, writes it, and lets go of what is over. */
async function replaceSlots(
  appointment: StoredAppointment,
  next: StoredAppointment,
  task: Task,
): Promise<StoredAppointment> {
  const { stores, call } = task.options;
  const { id } = appointment;
  const slots = [...new Set([next.slot, appointment.slot])];
  if (next.slot !== appointment.slot)
    await holdSlot(stores, next.slot, { appointment: id, now: call.now });
  const settle = async (): Promise<void> => {
    for (const slot of slots) await settleSlot(stores, slot, { now: call.now, mine: id });
  };
  try {
    await leave(stores, appointment, call.now);
    const written = await write(appointment, next, task);
    await settle();
    return written;
  } catch (error) {
    if (error instanceof ApiError || error instanceof Overtaken) await settle();
    throw error;
  }
}

/** Old slots may have been cleared away; then there is nothing to leave. */
async function leave(
  stores: BookingStores,
  { id, slot: slotId }: StoredAppointment,
  now: number,
): Promise<void> {
  const slot = await stores.slots.get(slotId);
  if (slot) await stores.slots.update(slotId, (current) => leaving(current, id, now));
}

async function write(
  appointment: StoredAppointment,
  next: StoredAppointment,
  { options }: Task,
): Promise<StoredAppointment> {
  try {
    return await options.stores.appointments.update(appointment.id, (current) => {
      if (current.revision !== appointment.revision) throw new Overtaken();
      return next;
    });
  } catch (error) {
    if (error instanceof ConflictError) throw new ApiError('slot-taken');
    throw error;
  }
}

/** The slot it moves to. @throws ApiError NOT_PROCESSABLE · service-mismatch */
async function newSlot(
  id: string,
  appointment: StoredAppointment,
  { options }: Task,
): Promise<StoredSlot> {
  const slot = await options.stores.slots.get(id);
  if (!slot || !isBookable(slot, options.call.now))
    throw new ApiError('NOT_PROCESSABLE', { field: 'Appointment.slot' });
  if (slot.service !== appointment.service.code) throw new ApiError('service-mismatch');
  return slot;
}

function areItsTimes(
  wish: Pick<Wish, 'start' | 'end'>,
  times: { readonly start: number; readonly end: number },
): boolean {
  const fits = (wanted: number, is: number): boolean => Number.isNaN(wanted) || wanted === is;
  return fits(wish.start, times.start) && fits(wish.end, times.end);
}
