/** The booking server as the portal uses it: what can be booked, and bookings made, moved, cancelled. @source resource-servers 3 */
import { PAGE_MAX } from '../../../config/limits.ts';
import { versionTag } from '../fhir-answer.ts';
import type { ServiceAnswer } from '../service-answer.ts';
import type { ServiceClient } from '../service-client.ts';
import type { LiveSession } from '../sessions.ts';
import { StopError } from '../stops.ts';
import { type BookableClient, createBookableClient } from './bookable-client.ts';
import { type Booking, type BookingPage, readBookings } from './booking.ts';
import { fhirQuery, optional } from './fhir-query.ts';
import type { Prescription } from './prescription.ts';

const SERVICE = 'booking';
const CANCELLATION = 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason';

/** Why somebody cancels, in the code system's words. */
export const REASONS = ['pat', 'pat-fb', 'pat-lt', 'other'] as const;
export type Reason = (typeof REASONS)[number];

export type Language = 'it' | 'en';

/** Every method throws as the service client does; what is unknown is `not_found`. */
export interface BookingClient extends BookableClient {
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

  return {
    ...createBookableClient(services),
    bookings: (session, cursor) =>
      read(
        session,
        `/Appointment?${fhirQuery([
          ['_include', 'Appointment:actor'],
          ['_count', String(PAGE_MAX)],
          ...optional('_cursor', cursor),
        ])}`,
        readBookings,
      ),
    async booking(session, id) {
      const query = fhirQuery([
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
