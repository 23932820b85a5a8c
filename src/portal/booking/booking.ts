/** Prescriptions, places and bookings as the pages show them, read from the booking server. Pure. */
import { z } from 'zod';
import {
  type Found,
  type Resource,
  conceptCode,
  conceptText,
  idOf,
  instantText,
  readFound,
} from '../fhir-answer.ts';

/** Classes of priority, the most urgent first. @source resource-servers 3 */
const PRIORITIES = ['U', 'B', 'D', 'P'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A service that is prescribed. */
export interface Prescription {
  readonly id: string;
  /** Number of the prescription. */
  readonly number: string;
  /** Italian words. */
  readonly service: string;
  /** `system|code`, as a search writes it. */
  readonly serviceType: string;
  readonly priority: Priority | undefined;
  /** Last day that the priority guarantees, civil date. */
  readonly guaranteedUntil: string | undefined;
  readonly state: 'open' | 'booked' | 'over' | 'expired';
  readonly requester: string;
  /** `Patient/id`. */
  readonly patient: string;
}

/** Where people are received. */
export interface Place {
  readonly name: string;
  readonly address: string;
  readonly phone: string;
  readonly city: string;
}

/** A free place in a calendar. */
export interface Offer {
  readonly id: string;
  /** Epoch ms. */
  readonly start: number;
  /** What is offered there: "Ambulatorio cardiologia". */
  readonly clinic: string;
  readonly place: Place | undefined;
}

export interface OfferPage {
  readonly total: number;
  readonly offers: readonly Offer[];
  readonly next: string | undefined;
}

export interface Booking {
  readonly id: string;
  readonly version: string;
  readonly code: string;
  readonly status: 'booked' | 'cancelled' | 'over';
  /** Epoch ms. */
  readonly start: number;
  readonly service: string;
  readonly serviceType: string;
  readonly clinic: string;
  readonly place: Place | undefined;
  /** Last instant at which it can be moved or cancelled here. */
  readonly cancelBy: number | undefined;
  /** Last guaranteed day where this one is later, civil date. */
  readonly beyond: string | undefined;
  /** What to bring, Italian. */
  readonly instruction: string | undefined;
  readonly prescription: string | undefined;
}

const prescription = z.object({
  id: z.string(),
  requisition: z.object({ value: z.string() }),
  status: z.string(),
  category: z.array(conceptCode).default([]),
  code: z.unknown(),
  subject: z.object({ reference: z.string() }),
  occurrencePeriod: z.object({ end: z.string().optional() }).optional(),
  requester: z.object({ display: z.string().default('') }).optional(),
});
const place = z.object({
  name: z.string(),
  telecom: z.array(z.object({ system: z.string().optional(), value: z.string() })).default([]),
  address: z
    .object({ line: z.array(z.string()).default([]), city: z.string().default('') })
    .default({ line: [], city: '' }),
});
const slot = z.object({
  id: z.string(),
  start: instantText,
  schedule: z.object({ reference: z.string() }),
});
const schedule = z.object({ actor: z.array(z.object({ reference: z.string() })) });
const clinic = z.object({ name: z.string().default('') });
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
  basedOn: z.array(z.object({ reference: z.string() })).default([]),
});

const REQUEST_STATES: Readonly<Record<string, Prescription['state']>> = {
  active: 'open',
  'on-hold': 'booked',
  revoked: 'expired',
};

/** Reads a prescription. */
export function readPrescription(json: unknown): Prescription {
  const read = prescription.parse(json);
  const classCode = read.category.find(({ system }) => system === 'urn:gass:classe-priorita')?.code;
  return {
    id: read.id,
    number: read.requisition.value,
    service: conceptText.parse(read.code),
    serviceType: tokenOf(read.code),
    priority: PRIORITIES.find((one) => one === classCode),
    guaranteedUntil: read.occurrencePeriod?.end?.slice(0, 10),
    state: REQUEST_STATES[read.status] ?? 'over',
    requester: read.requester?.display ?? '',
    patient: read.subject.reference,
  };
}

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

/** Reads a page of bookings with what came with them; `total` is their number in all. */
export function readBookings(json: unknown): {
  readonly bookings: readonly Booking[];
  readonly next: string | undefined;
} {
  const found = readFound(json);
  return { bookings: found.matches.map((one) => toBooking(found, one)), next: found.next };
}

/** The id of an appointment that was just made or changed. */
export function readBookingId(json: unknown): string {
  return appointment.pick({ id: true }).parse(json).id;
}

/** Reads places with their ids. */
export function readPlaces(json: unknown): (Place & { readonly id: string })[] {
  return readFound(json).matches.map((one) => ({ id: one.id, ...toPlace(one) }));
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
    serviceType: tokenOf(read.serviceType[0]),
    ...whereOf(found, read.participant.map(({ actor }) => actor.reference)),
    cancelBy: cancelBy === undefined ? undefined : Date.parse(cancelBy),
    beyond: valueOf('urn:gass:beyond-priority')?.slice(0, 10),
    instruction: read.patientInstruction,
    prescription: idOf(read.basedOn[0]?.reference, 'ServiceRequest'),
  };
}

function whereOf(
  found: Found,
  references: readonly string[],
): { readonly clinic: string; readonly place: Place | undefined } {
  const resourceOf = (type: string): Resource | undefined =>
    references.flatMap((one) => {
      const resource = one.startsWith(`${type}/`) ? found.included.get(one) : undefined;
      return resource ? [resource] : [];
    })[0];
  const location = resourceOf('Location');
  const service = resourceOf('HealthcareService');
  return {
    clinic: service ? clinic.parse(service).name : '',
    place: location && toPlace(location),
  };
}

function toPlace(json: Resource): Place {
  const { name, telecom, address } = place.parse(json);
  return {
    name,
    address: [...address.line, address.city].filter((part) => part !== '').join(', '),
    phone: telecom.find(({ system }) => system === 'phone')?.value ?? '',
    city: address.city,
  };
}

function tokenOf(concept: unknown): string {
  const { system, code } = conceptCode.parse(concept);
  return `${system}|${code}`;
}
