/** Who, where, and the telephone: calendars, services and places. Nobody's data. @source resource-servers 3 */
import type { FhirResource } from 'fhir/r4.js';
import { ApiError } from '../kit/errors.ts';
import { cutPage, toBundle } from '../kit/page.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch, type SearchDefinition } from '../kit/search.ts';
import type { BookingStores } from './collections.ts';
import { publicFacts, searchFacts } from './facts.ts';
import { codesOf } from './find-slots.ts';
import { placeResource, scheduleResource, serviceResource } from './resources.ts';
import { type OfferingPlace, placeSearch, serviceSearch } from './searches.ts';
import { READ, type SlotRoutesOptions } from './slot-routes.ts';

/** Reads of all three; searches of services and places. */
export function placeRoutes(options: SlotRoutesOptions): Route[] {
  const { stores } = options;
  return [
    readRoute('Schedule', async (id) => {
      const calendar = await stores.calendars.get(id);
      return calendar && scheduleResource(calendar);
    }),
    readRoute('HealthcareService', async (id) => {
      const service = await stores.healthServices.get(id);
      return service && serviceResource(service);
    }),
    readRoute('Location', async (id) => {
      const place = await stores.places.get(id);
      return place && placeResource(place);
    }),
    searchRoute(options, {
      definition: serviceSearch(),
      list: () => stores.healthServices.find({ list: 'services' }),
      render: serviceResource,
    }),
    searchRoute(options, {
      definition: placeSearch(),
      list: (query) => offeringPlaces(stores, query),
      render: placeResource,
    }),
  ];
}

/** All places, with what they offer of what is asked for. */
async function offeringPlaces(
  stores: Pick<BookingStores, 'places' | 'healthServices'>,
  query: URLSearchParams,
): Promise<OfferingPlace[]> {
  const codes = new Set(query.getAll('service-type').flatMap(codesOf));
  const [places, ...services] = await Promise.all([
    stores.places.find({ list: 'places' }),
    ...[...codes].map((code) => stores.healthServices.find({ code })),
  ]);
  const offered = Map.groupBy(services.flat(), ({ place }) => place);
  return places.map((place) => ({
    ...place,
    offers: (offered.get(place.id) ?? []).map(({ code }) => code),
  }));
}

function readRoute(type: string, find: (id: string) => Promise<FhirResource | undefined>): Route {
  return {
    method: 'GET',
    path: `/${type}/:id`,
    form: 'fhir',
    access: [READ],
    async handle(call) {
      const body = await find(call.params['id'] ?? '');
      if (!body) throw new ApiError('RESOURCE_NOT_FOUND');
      return { status: 200, body, facts: publicFacts(call, type) };
    },
    failure: (call) => publicFacts(call, type),
  };
}

/** A list of what does not grow with people: a region has some thousands of services. */
interface Catalogue<T> {
  readonly definition: SearchDefinition<T>;
  readonly list: (query: URLSearchParams) => Promise<readonly T[]>;
  readonly render: (item: T) => FhirResource;
}

function searchRoute<T>(
  { base, cursors }: SlotRoutesOptions,
  { definition, list, render }: Catalogue<T>,
): Route {
  const { type } = definition;
  return {
    method: 'GET',
    path: `/${type}`,
    form: 'fhir',
    access: [READ],
    async handle(call: Call): Promise<Reply> {
      const search = parseSearch(call.query, definition, call.isStrict);
      const page = await cutPage(await list(call.query), { call, cursors, search, definition });
      return {
        status: 200,
        body: toBundle(page, { base, type, render }),
        facts: searchFacts(call, `${type}?${page.self}`),
      };
    },
    failure: (call) => searchFacts(call),
  };
}
