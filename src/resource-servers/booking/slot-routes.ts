/** Finding and reading slots: nobody's data, for who may book. @source resource-servers 3 */
import type { FhirResource } from 'fhir/r4.js';
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import type { Cursors } from '../kit/cursor.ts';
import { ApiError } from '../kit/errors.ts';
import { readIncludes } from '../kit/includes.ts';
import { cutBatches, toBundle } from '../kit/page.ts';
import { type Access, EVERY_BASIS } from '../kit/require.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch } from '../kit/search.ts';
import type { BookingStores } from './collections.ts';
import { publicFacts, searchFacts } from './facts.ts';
import { findSlots } from './find-slots.ts';
import { placeResource, scheduleResource, serviceResource, slotResource } from './resources.ts';
import { slotSearch } from './searches.ts';
import type { Calendar, StoredSlot } from './stored.ts';

/** The person, and everybody who acts with `book`. */
export const READ: Access = { scope: 'booking:read', acts: { bases: EVERY_BASIS, action: 'book' } };

export interface SlotRoutesOptions {
  readonly base: string;
  readonly stores: BookingStores;
  readonly cursors: Cursors;
}

const WITH_CALENDAR = '_include=Slot:schedule';
const WITH_ACTORS = '_include:iterate=Schedule:actor';

/** Search and read. */
export function slotRoutes(options: SlotRoutesOptions): Route[] {
  const common = { form: 'fhir', access: [READ] } as const;
  const search = {
    ...common,
    handle: (call: Call) => searchSlots(call, options),
    failure: (call: Call) => searchFacts(call),
  };
  return [
    { ...search, method: 'GET', path: '/Slot' },
    {
      ...search,
      method: 'POST',
      path: '/Slot/_search',
      body: { kind: 'form', limit: JSON_BODY_BYTES },
    },
    {
      ...common,
      method: 'GET',
      path: '/Slot/:id',
      handle: (call) => readSlot(call, options.stores),
      failure: (call) => publicFacts(call, 'Slot'),
    },
  ];
}

async function searchSlots(
  call: Call,
  { base, stores, cursors }: SlotRoutesOptions,
): Promise<Reply> {
  const { asked, query } = readIncludes(call.query, [WITH_CALENDAR, WITH_ACTORS], call.isStrict);
  const definition = slotSearch(base);
  const search = parseSearch(query, definition, call.isStrict);
  const batches = findSlots(stores, query, { base, now: call.now });
  const page = await cutBatches(batches, { call, cursors, search, definition });
  const calendars = await calendarsOf(stores, page.shown);
  const included = asked.has(WITH_CALENDAR)
    ? [
        ...[...calendars.values()].map(scheduleResource),
        ...(asked.has(WITH_ACTORS) ? await actorsOf(stores, [...calendars.values()]) : []),
      ]
    : [];
  const render = (slot: StoredSlot): FhirResource =>
    slotResource(slot, calendarOf(slot, calendars));
  return {
    status: 200,
    body: toBundle(page, { base, type: definition.type, render, included }),
    facts: searchFacts(call, `Slot?${page.self}`),
  };
}

async function readSlot(call: Call, stores: BookingStores): Promise<Reply> {
  const slot = await stores.slots.get(call.params['id'] ?? '');
  if (!slot) throw new ApiError('RESOURCE_NOT_FOUND');
  const calendars = await calendarsOf(stores, [slot]);
  return {
    status: 200,
    body: slotResource(slot, calendarOf(slot, calendars)),
    facts: publicFacts(call, 'Slot'),
  };
}

async function calendarsOf(
  stores: BookingStores,
  slots: readonly StoredSlot[],
): Promise<ReadonlyMap<string, Calendar>> {
  const ids = [...new Set(slots.map(({ calendar }) => calendar))];
  const found = await Promise.all(ids.map((id) => stores.calendars.get(id)));
  return new Map(found.flatMap((calendar) => (calendar ? [[calendar.id, calendar]] : [])));
}

function calendarOf(slot: StoredSlot, calendars: ReadonlyMap<string, Calendar>): Calendar {
  const calendar = calendars.get(slot.calendar);
  if (!calendar) throw new ApiError('INTERNAL_ERROR', { detail: 'a slot has no calendar' });
  return calendar;
}

/** Services and places behind calendars, or behind appointments. */
export async function actorsOf(
  stores: Pick<BookingStores, 'places' | 'healthServices'>,
  items: readonly { readonly healthService: string; readonly place: string }[],
): Promise<FhirResource[]> {
  const services = [...new Set(items.map(({ healthService }) => healthService))];
  const places = [...new Set(items.map(({ place }) => place))];
  const [foundServices, foundPlaces] = await Promise.all([
    Promise.all(services.map((id) => stores.healthServices.get(id))),
    Promise.all(places.map((id) => stores.places.get(id))),
  ]);
  return [
    ...foundServices.flatMap((one) => (one ? [serviceResource(one)] : [])),
    ...foundPlaces.flatMap((one) => (one ? [placeResource(one)] : [])),
  ];
}
