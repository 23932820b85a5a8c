/**
 * Booking: the slot is held, the appointment is written, the slot is settled. Only the second step
 * counts: what breaks off before it leaves a held slot that the sweeper frees. Two people never
 * have one slot, one prescription never has two appointments: the appointment's unique fields say so.
 */
import { randomUUID } from 'node:crypto';
import { ConflictError, NotFoundError } from '../../storage/collection.ts';
import { ApiError } from '../kit/errors.ts';
import type { AppointmentForm } from './appointment-form.ts';
import type { BookingStores } from './collections.ts';
import type { PersonRecord } from './record.ts';
import { beyondPriority, isBookable, type Request, refusalOf } from './rules.ts';
import { bookingCodeAt, freeSeats } from './seats.ts';
import { settleSlot } from './settle-slot.ts';
import { held } from './slot-state.ts';
import type { StoredAppointment, StoredSlot } from './stored.ts';
import { idOfName, type WriterName } from './writer-key.ts';

export interface Order {
  readonly form: AppointmentForm;
  readonly name: WriterName | undefined;
  readonly fiscalCode: string;
  readonly record: PersonRecord;
  readonly now: number;
}

/** What was booked, and whether just now. */
export interface Booked {
  readonly appointment: StoredAppointment;
  readonly isNew: boolean;
}

/**
 * Books. @throws ApiError duplicate-identifier · prescription-unknown · NOT_PROCESSABLE ·
 * already-booked · service-mismatch · prescription-expired · priority-expired · slot-taken · too-many
 */
export async function book(stores: BookingStores, order: Order): Promise<Booked> {
  const { form, name, record, now } = order;
  const known = record.bookings.find(({ appointment }) => isNamed(appointment, name));
  if (known) return answerKnown(known.appointment, order);
  const request = record.requests.find(({ prescription }) => prescription.id === form.prescription);
  if (!request) throw new ApiError('prescription-unknown', { field: 'Appointment.basedOn' });
  const slot = await stores.slots.get(form.slot);
  if (!slot || !isBookable(slot, now)) throw unprocessable('slot');
  const refusal = refusalOf(request, slot, now);
  if (refusal) throw new ApiError(refusal);
  matchSlot(form, slot);
  const draft = await draftOf(stores, order, { slot, request });
  await holdSlot(stores, slot.id, { appointment: draft.id, now });
  try {
    const booked = await insert(stores, draft, order);
    await settleSlot(stores, slot.id, { now, mine: draft.id });
    return booked;
  } catch (error) {
    if (error instanceof ApiError) await settleSlot(stores, slot.id, { now, mine: draft.id });
    throw error;
  }
}

/** Holds a slot for an appointment. @throws ApiError slot-taken · NOT_PROCESSABLE it is there no longer */
export async function holdSlot(
  stores: Pick<BookingStores, 'slots' | 'appointments'>,
  id: string,
  { appointment, now }: { readonly appointment: string; readonly now: number },
): Promise<void> {
  try {
    await stores.slots.update(id, (slot) => held(slot, appointment, now));
  } catch (error) {
    if (error instanceof NotFoundError) throw unprocessable('slot');
    // What kept it may be a change that broke off: the next who asks finds it as it is.
    if (error instanceof ApiError) await settleSlot(stores, id, { now });
    throw error;
  }
}

function isNamed({ writerKey }: StoredAppointment, name: WriterName | undefined): boolean {
  return name !== undefined && writerKey === name.key;
}

function answerKnown(appointment: StoredAppointment, { form, name }: Order): Booked {
  const isSame = appointment.slot === form.slot && appointment.prescription === form.prescription;
  if (!isSame && name?.isConditional !== true)
    throw new ApiError('duplicate-identifier', { field: 'Appointment.identifier' });
  return { appointment, isNew: false };
}

/** What was sent of the slot is the slot's. @throws ApiError NOT_PROCESSABLE */
function matchSlot(form: AppointmentForm, slot: StoredSlot): void {
  if (form.start !== undefined && form.start !== slot.start) throw unprocessable('start');
  if (form.end !== undefined && form.end !== slot.end) throw unprocessable('end');
  const actors = [`Location/${slot.place}`, `HealthcareService/${slot.healthService}`];
  if (form.others.some((actor) => !actors.includes(actor))) throw unprocessable('participant');
}

/** The appointment as it will be, but for its seat and its code. */
async function draftOf(
  stores: BookingStores,
  { form, name, fiscalCode, now }: Order,
  { slot, request }: { readonly slot: StoredSlot; readonly request: Request },
): Promise<Omit<StoredAppointment, 'seat' | 'bookingCode'>> {
  const [calendar, service] = await Promise.all([
    stores.calendars.get(slot.calendar),
    stores.healthServices.get(slot.healthService),
  ]);
  if (!calendar || !service)
    throw new ApiError('INTERNAL_ERROR', { detail: 'a slot has no calendar' });
  const { prescription } = request;
  const beyond = beyondPriority(prescription, slot.start, now);
  return {
    id: name ? idOfName(name) : randomUUID(),
    fiscalCode,
    revision: 1,
    updatedAt: now,
    createdAt: now,
    status: 'booked',
    prescription: prescription.id,
    slot: slot.id,
    start: slot.start,
    end: slot.end,
    place: slot.place,
    healthService: slot.healthService,
    service: calendar.service,
    specialty: calendar.specialty,
    instruction: service.instruction,
    label: request.isProtected ? 'V' : 'N',
    liveFor: prescription.id,
    liveSlot: slot.id,
    ...(name
      ? { identifier: { client: name.client, value: name.value }, writerKey: name.key }
      : {}),
    ...(beyond === undefined ? {} : { beyondPriority: beyond }),
    ...(form.comment === undefined ? {} : { comment: form.comment }),
  };
}

/** Writes it on a free seat under a fresh code; what is taken says what was wrong. */
async function insert(
  stores: BookingStores,
  draft: Omit<StoredAppointment, 'seat' | 'bookingCode'>,
  order: Order,
): Promise<Booked> {
  const place = await stores.places.get(draft.place);
  const seats = await freeSeats(stores, draft, {
    everything: order.record.everything,
    now: order.now,
  });
  for (let seat = seats.shift(); seat !== undefined; ) {
    const bookingCode = bookingCodeAt(place?.district ?? 'XX', order.now);
    const appointment: StoredAppointment = { ...draft, seat, bookingCode };
    try {
      await stores.appointments.insert(appointment);
      return { appointment, isNew: true };
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      if (error.field === 'seat') seat = seats.shift();
      else if (error.field !== 'bookingCode')
        return await answerConflict(stores, draft, { error, order });
    }
  }
  throw new ApiError('too-many');
}

/** A request of the same name was faster, or somebody else. */
async function answerConflict(
  stores: BookingStores,
  { id }: { readonly id: string },
  { error, order }: { readonly error: ConflictError; readonly order: Order },
): Promise<Booked> {
  // Hidden since this reader made it: the name stays taken, and the appointment is not shown.
  if (order.name && order.record.known.get(id) === false)
    throw new ApiError('duplicate-identifier', { field: 'Appointment.identifier' });
  const twin = order.name && (await stores.appointments.get(id));
  if (twin) return answerKnown(twin, order);
  if (error.field === 'liveFor') throw new ApiError('already-booked');
  throw new ApiError('slot-taken');
}

function unprocessable(element: string): ApiError {
  return new ApiError('NOT_PROCESSABLE', { field: `Appointment.${element}` });
}
