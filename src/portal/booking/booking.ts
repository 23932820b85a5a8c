/** Free places and bookings as the pages show them, read from the booking server. Pure. */
import { z } from 'zod';
import {
  type Found,
  type Resource,
  conceptText,
  conceptToken,
  instantText,
  readFound,
} from '../fhir-answer.ts';
import { type Where, whereOf } from './place.ts';

/** A free place in a calendar. */
export interface Offer extends Where {
  readonly id: string;
  /** Epoch ms. */
  readonly start: number;
}

export interface OfferPage {
  readonly total: number;
  readonly offers: readonly Offer[];
  readonly next: string | undefined;
}

export interface Booking extends Where {
  readonly id: string;
  readonly version: string;
  /** What the desk knows it by. */
  readonly code: string;
  readonly status: 'booked' | 'cancelled' | 'over';
  /** Epoch ms. */
  readonly start: number;
  /** Italian words. */
  readonly service: string;
  /** `system|code`, as a search writes it. */
  readonly serviceType: string;
  /** Last instant at which it can be moved or cancelled here, epoch ms. */
  readonly cancelBy: number | undefined;
  /** Last guaranteed day where this one is later, civil date. */
  readonly beyond: string | undefined;
  /** What to bring, Italian. */
  readonly instruction: string | undefined;
}

export interface BookingPage {
  readonly bookings: readonly Booking[];
  readonly next: string | undefined;
}

const slot = z.object({
  id: z.string(),
  start: instantText,
  schedule: z.object({ reference: z.string() }),
});
const schedule = z.object({ actor: z.array(z.object({ reference: z.string() })) });
const appointment = z.object({
  id: z.string(),
  meta: z.object({ versionId: z.string() }),
  identifier: z.array(z.object({ system: z.string().optional(), value: z.string() })).default([]),
  status: z.string(),
  start: instantText,
  serviceType: z.tuple([z.unknown()], z.unknown()),
  participant: z.array(z.object({ actor: z.object({ reference: z.string() }) })),
  extension: z
    .array(
      z.object({
        url: z.string(),
        valueDateTime: z.string().optional(),
        valueDate: z.string().optional(),
      }),
    )
    .default([]),
  patientInstruction: z.string().optional(),
});

/** Reads a page of free places with what came with them. */
export function readOffers(json: unknown): OfferPage {
  const found = readFound(json);
  const offers = found.matches.map((one) => {
    const { id, start, schedule: calendar } = slot.parse(one);
    const shown = found.included.get(calendar.reference);
    const actors = shown ? schedule.parse(shown).actor.map(({ reference }) => reference) : [];
    return { id, start, ...whereOf(found, actors) };
  });
  return { total: found.total, offers, next: found.next };
}

/** Reads a page of bookings with what came with them. */
export function readBookings(json: unknown): BookingPage {
  const found = readFound(json);
  return { bookings: found.matches.map((one) => toBooking(found, one)), next: found.next };
}

/** The id of an appointment that was just made or changed. */
export function readBookingId(json: unknown): string {
  return appointment.pick({ id: true }).parse(json).id;
}

/** Whether it can still be moved or cancelled here; the server decides. */
export function isChangeable({ status, cancelBy }: Booking, now: number): boolean {
  return status === 'booked' && cancelBy !== undefined && now < cancelBy + 1000;
}

function toBooking(found: Found, json: Resource): Booking {
  const read = appointment.parse(json);
  const valueOf = (url: string): string | undefined => {
    const extension = read.extension.find((one) => one.url === url);
    return extension?.valueDateTime ?? extension?.valueDate;
  };
  const cancelBy = valueOf('urn:gass:cancel-by');
  const code = read.identifier.find(({ system }) => system?.endsWith('/booking-code') === true);
  const { status } = read;
  return {
    id: read.id,
    version: read.meta.versionId,
    code: code?.value ?? '',
    status: status === 'booked' || status === 'cancelled' ? status : 'over',
    start: read.start,
    service: conceptText.parse(read.serviceType[0]),
    serviceType: conceptToken(read.serviceType[0]),
    ...whereOf(
      found,
      read.participant.map(({ actor }) => actor.reference),
    ),
    cancelBy: cancelBy === undefined ? undefined : Date.parse(cancelBy),
    beyond: valueOf('urn:gass:beyond-priority')?.slice(0, 10),
    instruction: read.patientInstruction,
  };
}
