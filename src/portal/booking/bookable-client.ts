/** What can be booked, asked of the booking server: prescriptions, places, free ones. @source resource-servers 3 */
import { PAGE_DEFAULT, PAGE_MAX } from '../../../config/limits.ts';
import { readFound } from '../fhir-answer.ts';
import type { ServiceClient } from '../service-client.ts';
import type { LiveSession } from '../sessions.ts';
import { type Offer, type OfferPage, readOffers } from './booking.ts';
import { type Pair, fhirQuery, optional } from './fhir-query.ts';
import type { Chosen, PlaceQuery } from './paths.ts';
import { type Place, readPlaces } from './place.ts';
import { type Prescription, readPrescription } from './prescription.ts';

const WITH_PLACE: readonly Pair[] = [
  ['_include', 'Slot:schedule'],
  ['_include:iterate', 'Schedule:actor'],
];

/** Every method throws as the service client does; what is unknown is `not_found`. */
export interface BookableClient {
  /** Those that can be booked. */
  prescriptions(session: LiveSession): Promise<readonly Prescription[]>;
  prescription(session: LiveSession, id: string): Promise<Prescription>;
  /** The services of one prescription number, in whatever state; none when the person has no such number. */
  prescriptionsOf(session: LiveSession, number: string): Promise<readonly Prescription[]>;
  /** Places where the service is offered. */
  places(session: LiveSession, serviceType: string): Promise<readonly (Place & { id: string })[]>;
  /** Free places, the first ones first; `locations` are ids, none for everywhere. */
  offers(
    session: LiveSession,
    asked: PlaceQuery & { readonly serviceType: string; readonly locations: readonly string[] },
  ): Promise<OfferPage>;
  /** The chosen place, if it is still free. */
  offer(session: LiveSession, serviceType: string, chosen: Chosen): Promise<Offer | undefined>;
}

/** The part of the booking client that only looks around. */
export function createBookableClient(services: ServiceClient): BookableClient {
  const read = <T>(session: LiveSession, path: string, reader: (json: unknown) => T): Promise<T> =>
    services.read(session, 'booking', { path }, reader);
  const requests = (session: LiveSession, query: readonly Pair[]) =>
    read(
      session,
      `/ServiceRequest?${fhirQuery([...query, ['_count', String(PAGE_MAX)]])}`,
      (json) => readFound(json).matches.map(readPrescription),
    );
  const offersAt = (session: LiveSession, query: readonly Pair[]) =>
    read(session, `/Slot?${fhirQuery([['status', 'free'], ...query, ...WITH_PLACE])}`, readOffers);

  return {
    prescriptions: (session) => requests(session, []),
    prescription: (session, id) => read(session, `/ServiceRequest/${id}`, readPrescription),
    prescriptionsOf: (session, number) => requests(session, [['requisition', number]]),
    places: (session, serviceType) =>
      read(
        session,
        `/Location?${fhirQuery([
          ['service-type', serviceType],
          ['_count', String(PAGE_MAX)],
        ])}`,
        readPlaces,
      ),
    offers: (session, { serviceType, locations, from, cursor }) =>
      offersAt(session, [
        ['service-type', serviceType],
        ...optional('start', from && `ge${from}`),
        ...optional('schedule.actor', locations.map((id) => `Location/${id}`).join(',')),
        ['_count', String(PAGE_DEFAULT)],
        ...optional('_cursor', cursor),
      ]),
    async offer(session, serviceType, { id, start }) {
      const at = new Date(start).toISOString();
      const { offers } = await offersAt(session, [
        ['_id', id],
        ['service-type', serviceType],
        ['start', `ge${at}`],
        ['start', `le${at}`],
      ]);
      return offers.find((one) => one.id === id);
    },
  };
}
