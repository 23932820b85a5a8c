/**
 * Who sees what, and what may be booked when. Pure; what is refused is said by its code.
 * @source resource-servers 1.6, 1.7, 3; domain.md 16, 17, 18, 45
 */
import { Temporal } from 'temporal-polyfill';
import {
  DAY_MS,
  PRESCRIPTION_MONTHS,
  SLOT_HORIZON_DAYS,
  URGENT_BOOKING_MS,
} from '../../../config/limits.ts';
import { toCivilDate } from '../kit/rome.ts';
import type { Prescription, StoredAppointment, StoredSlot } from './stored.ts';
import type { Priority, ServiceKind } from './vocabulary.ts';
import { cancelBy } from './working-days.ts';

/** Who reads: the patient, or anybody who acts for the patient. */
export interface Reader {
  readonly isDelegate: boolean;
}

/** Something of a person that may be specially protected. */
export interface Protectable {
  readonly isProtected: boolean;
}

/** A prescription with what is said of it elsewhere. */
export interface Request extends Protectable {
  readonly prescription: Prescription;
  /** The appointment that has it, whatever its date; a cancelled one has it no longer. */
  readonly appointment: StoredAppointment | undefined;
}

/** An appointment with what is said of it elsewhere. */
export interface Booking extends Protectable {
  readonly appointment: StoredAppointment;
}

/** The predicate. Every `act` is blind to protected data, whatever its basis. */
export function visible(item: Protectable, reader: Reader): boolean {
  return !(item.isProtected && reader.isDelegate);
}

/**
 * Everything of one person. Protection covers a whole prescription number: its services are one
 * sheet. What was booked while it was protected stays so, and the prescription that tells of it.
 */
export function itemsOf(
  prescriptions: readonly Prescription[],
  appointments: readonly StoredAppointment[],
): { readonly requests: readonly Request[]; readonly bookings: readonly Booking[] } {
  const numbers = new Map(prescriptions.map(({ id, nre }) => [id, nre]));
  const protectedNumbers = new Set([
    ...prescriptions.flatMap(({ nre, label }) => (label === 'V' ? [nre] : [])),
    ...appointments.flatMap(({ liveFor = '', label }) =>
      label === 'V' ? (numbers.get(liveFor) ?? []) : [],
    ),
  ]);
  const live = new Map(
    appointments.flatMap((one) => (one.liveFor === undefined ? [] : [[one.liveFor, one]])),
  );
  const requests = prescriptions.map((prescription) => ({
    prescription,
    appointment: live.get(prescription.id),
    isProtected: protectedNumbers.has(prescription.nre),
  }));
  const bookings = appointments.map((appointment) => ({
    appointment,
    isProtected:
      appointment.label === 'V' ||
      protectedNumbers.has(numbers.get(appointment.prescription) ?? ''),
  }));
  return { requests, bookings };
}

/** Days within which each class is served, from the day it is asked for: visits, tests. */
const DAYS: Readonly<Record<Priority, Readonly<Record<ServiceKind, number>>>> = {
  U: { visit: 3, test: 3 },
  B: { visit: 10, test: 10 },
  D: { visit: 30, test: 60 },
  P: { visit: 120, test: 120 },
};
/** A prescription older than this counts as of the next class, in days. */
const SHORT_DAYS = 20;
const DEFERRABLE_DAYS: Readonly<Record<ServiceKind, number>> = { visit: 40, test: 70 };

/** The class a prescription counts as today: an old B as D, an old D as P. */
export function classToday(
  prescription: Pick<Prescription, 'priority' | 'kind' | 'authoredAt'>,
  now: number,
): Priority {
  const { priority, kind, authoredAt } = prescription;
  const age = Temporal.PlainDate.from(toCivilDate(authoredAt)).until(toCivilDate(now)).days;
  if (priority === 'U' || priority === 'P') return priority;
  if (priority === 'B' && age <= SHORT_DAYS) return 'B';
  return age > DEFERRABLE_DAYS[kind] ? 'P' : 'D';
}

/** Last civil date that the class guarantees to who asks today. */
export function guaranteedUntil(
  prescription: Pick<Prescription, 'priority' | 'kind' | 'authoredAt'>,
  now: number,
): string {
  const days = DAYS[classToday(prescription, now)][prescription.kind];
  return Temporal.PlainDate.from(toCivilDate(now)).add({ days }).toString();
}

/** The guaranteed day, where the slot is later than it. */
export function beyondPriority(
  prescription: Pick<Prescription, 'priority' | 'kind' | 'authoredAt'>,
  start: number,
  now: number,
): string | undefined {
  const last = guaranteedUntil(prescription, now);
  return toCivilDate(start) > last ? last : undefined;
}

/** Why a prescription can no longer be booked, or undefined. */
export function expiryOf(
  prescription: Pick<Prescription, 'priority' | 'authoredAt'>,
  now: number,
): 'prescription-expired' | 'priority-expired' | undefined {
  const { priority, authoredAt } = prescription;
  const last = Temporal.PlainDate.from(toCivilDate(authoredAt)).add({
    months: PRESCRIPTION_MONTHS,
  });
  if (toCivilDate(now) > last.toString()) return 'prescription-expired';
  return priority === 'U' && now > authoredAt + URGENT_BOOKING_MS ? 'priority-expired' : undefined;
}

/** The state of a request: only an active one can be booked. JUDG: FHIR has no word for "booked". */
export function statusOf(
  { prescription, appointment }: Request,
  now: number,
): 'active' | 'on-hold' | 'completed' | 'revoked' {
  if (appointment)
    return appointment.status === 'booked' && appointment.end > now ? 'on-hold' : 'completed';
  return expiryOf(prescription, now) === undefined ? 'active' : 'revoked';
}

/** Why a prescription may not be booked at a slot, or undefined. That the slot is free is judged when it is taken. */
export function refusalOf(
  request: Request,
  slot: Pick<StoredSlot, 'service'>,
  now: number,
): 'already-booked' | 'service-mismatch' | 'prescription-expired' | 'priority-expired' | undefined {
  if (request.appointment) return 'already-booked';
  if (slot.service !== request.prescription.service.code) return 'service-mismatch';
  return expiryOf(request.prescription, now);
}

/** Whether a slot can be had at all: to come, and not too far ahead. */
export function isBookable(slot: Pick<StoredSlot, 'start'>, now: number): boolean {
  return slot.start > now && slot.start <= now + SLOT_HORIZON_DAYS * DAY_MS;
}

/** Why an appointment may not be cancelled or moved now, or undefined. */
export function changeRefusal(
  { status, start }: Pick<StoredAppointment, 'status' | 'start'>,
  now: number,
): 'not-changeable' | 'cancel-too-late' | undefined {
  if (status !== 'booked') return 'not-changeable';
  return now < cancelBy(start) + 1000 ? undefined : 'cancel-too-late';
}
