/** The booking server as the portal uses it. @source resource-servers 3 */
import { PAGE_DEFAULT, PAGE_MAX } from '../../../config/limits.ts';
import { readFound, versionTag } from '../fhir-answer.ts';
import type { ServiceAnswer } from '../service-answer.ts';
import type { ServiceClient } from '../service-client.ts';
import type { LiveSession } from '../sessions.ts';
import { StopError } from '../stops.ts';
import {
  type Booking,
  type BookingPage,
  type Offer,
  type OfferPage,
  readBookings,
  readOffers,
} from './booking.ts';
import type { Chosen, PlaceQuery } from './paths.ts';
import { type Place, readPlaces } from './place.ts';
import { type Prescription, readPrescription } from './prescription.ts';

const SERVICE = 'booking';
const CANCELLATION = 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason';
const WITH_PLACE: readonly [string, string][] = [
  ['_include', 'Slot:schedule'],
  ['_include:iterate', 'Schedule:actor'],
];

/** Why somebody cancels, in the code system's words. */
export const REASONS = ['pat', 'pat-fb', 'pat-lt', 'other'] as const;
export type Reason = (typeof REASONS)[number];

export type Language = 'it' | 'en';

/** Every method throws as the service client does; what is unknown is `not_found`. */
export interface BookingClient {
  prescriptions(session: LiveSession): Promise<readonly Prescription[]>;
  prescription(session: LiveSession, id: string): Promise<Prescription>;
  /** Places where the service is offered. */
  places(session: LiveSession, serviceType: string): Promise<readonly (Place & { id: string })[]>;
  /** Free places, the first ones first; `locations` are ids, none for everywhere. */
  offers(
    session: LiveSession,
    asked: PlaceQuery & { readonly serviceType: string; readonly locations: readonly string[] },
  ): Promise<OfferPage>;
  /** The chosen place, if it is still free. */
  offer(session: LiveSession, serviceType: string, chosen: Chosen): Promise<Offer | undefined>;
  bookings(session: LiveSession, cursor: string | undefined): Promise<BookingPage>;
  booking(session: LiveSession, id: string): Promise<Booking>;
  /** Books once for one key, however often it is asked. */
  book(
    session: LiveSession,
    order: {
      readonly prescription: Prescription;
      readonly slot: string;
      readonly key: string;
      readonly language: Language;
    },
  ): Promise<ServiceAnswer>;
  move(
    session: LiveSession,
    order: {
      readonly id: string;
      readonly version: string;
      readonly slot: string;
      readonly language: Language;
    },
  ): Promise<ServiceAnswer>;
  cancel(
    session: LiveSession,
    order: {
      readonly id: string;
      readonly version: string;
      readonly reason: Reason;
      readonly language: Language;
    },
  ): Promise<ServiceAnswer>;
}

/** A client of the booking server; `clientId` is the portal's own. */
export function createBookingClient(services: ServiceClient, clientId: string): BookingClient {
  const read = <T>(session: LiveSession, path: string, reader: (json: unknown) => T): Promise<T> =>
    services.read(session, SERVICE, { path }, reader);
  const patch = (
    session: LiveSession,
    {
      id,
      version,
      language,
    }: { readonly id: string; readonly version: string; readonly language: Language },
    json: readonly object[],
  ): Promise<ServiceAnswer> =>
    services.ask(session, SERVICE, {
      method: 'PATCH',
      path: `/Appointment/${id}`,
      json,
      headers: { 'Content-Type': 'application/json-patch+json', 'If-Match': versionTag(version) },
      language,
    });
  const offersAt = (session: LiveSession, query: readonly (readonly [string, string])[]) =>
    read(session, `/Slot?${search([['status', 'free'], ...query, ...WITH_PLACE])}`, readOffers);

  return {
    prescriptions: (session) =>
      read(session, `/ServiceRequest?${search([['_count', String(PAGE_MAX)]])}`, (json) =>
        readFound(json).matches.map(readPrescription),
      ),
    prescription: (session, id) => read(session, `/ServiceRequest/${id}`, readPrescription),
    places: (session, serviceType) =>
      read(
        session,
        `/Location?${search([
          ['service-type', serviceType],
          ['_count', String(PAGE_MAX)],
        ])}`,
        readPlaces,
      ),
    offers: (session, { serviceType, locations, from, cursor }) =>
      offersAt(session, [
        ['service-type', serviceType],
        ...asPairs('start', from && `ge${from}`),
        ...asPairs('schedule.actor', locations.map((id) => `Location/${id}`).join(',')),
        ['_count', String(PAGE_DEFAULT)],
        ...asPairs('_cursor', cursor),
      ]),
    async offer(session, serviceType, { id, start }) {
      const at = new Date(start).toISOString();
      const { offers } = await offersAt(session, [
        ['service-type', serviceType],
        ['start', `ge${at}`],
        ['start', `le${at}`],
        ['_count', String(PAGE_MAX)],
      ]);
      return offers.find((one) => one.id === id);
    },
    bookings: (session, cursor) =>
      read(
        session,
        `/Appointment?${search([
          ['_include', 'Appointment:actor'],
          ['_count', String(PAGE_MAX)],
          ...asPairs('_cursor', cursor),
        ])}`,
        readBookings,
      ),
    async booking(session, id) {
      const query = search([
        ['_id', id],
        ['_include', 'Appointment:actor'],
      ]);
      const { bookings } = await read(session, `/Appointment?${query}`, readBookings);
      const [found] = bookings;
      if (!found) throw new StopError('not_found', { detail: 'no such booking' });
      return found;
    },
    book: (session, { prescription, slot, key, language }) => {
      const system = `urn:gass:client:${clientId}`;
      return services.ask(session, SERVICE, {
        method: 'POST',
        path: '/Appointment',
        json: {
          resourceType: 'Appointment',
          identifier: [{ system, value: key }],
          status: 'proposed', // without start and end, which the slot has
          slot: [{ reference: `Slot/${slot}` }],
          basedOn: [{ reference: `ServiceRequest/${prescription.id}` }],
          participant: [{ actor: { reference: prescription.patient }, status: 'accepted' }],
        },
        headers: { 'If-None-Exist': `identifier=${system}|${key}` },
        language,
      });
    },
    move: (session, { slot, ...order }) =>
      patch(session, order, [{ op: 'replace', path: '/slot/0/reference', value: `Slot/${slot}` }]),
    cancel: (session, { reason, ...order }) =>
      patch(session, order, [
        { op: 'replace', path: '/status', value: 'cancelled' },
        {
          op: 'add',
          path: '/cancelationReason',
          value: { coding: [{ system: CANCELLATION, code: reason }] },
        },
      ]),
  };
}

function asPairs(name: string, value: string | undefined): [string, string][] {
  return value === undefined || value === '' ? [] : [[name, value]];
}

function search(pairs: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(
    pairs.map(([name, value]): [string, string] => [name, value]),
  ).toString();
}
