/** Feeds prescriptions, places and appointments of the demo. Repeating adds what is missing and changes nothing else. */
import { DAY_MS } from '../../config/limits.ts';
import { type BookingStores, openBookingStores } from '../resource-servers/booking/collections.ts';
import { keyed } from '../resource-servers/booking/slot-state.ts';
import type { HealthService, StoredAppointment } from '../resource-servers/booking/stored.ts';
import { type Collection, ConflictError, type Entity, type Store } from '../storage/collection.ts';
import {
  DEMO_HEALTH_SERVICES,
  DEMO_PLACES,
  DEMO_SERVICES,
  demoCalendars,
  demoSlot,
  demoSlots,
  demoUuid,
  timeInDays,
} from './booking-catalogue.ts';
import { DEMO_PRESCRIPTIONS, type DemoPrescription } from './booking-list.ts';

/** Whose things are fed; `key` is the first name. */
export interface BookingPerson {
  readonly key: string;
  readonly fiscalCode: string;
}

const REQUESTER = 'Dr. Luigi Conti';

/** Feeds everything, dated from `now`. The store must be migrated for `BOOKING_COLLECTIONS`. */
export async function feedBooking(
  store: Store,
  people: readonly BookingPerson[],
  now: number,
): Promise<void> {
  const stores = openBookingStores(store);
  await feedCatalogue(stores, now);
  for (const person of people)
    for (const each of DEMO_PRESCRIPTIONS[person.key] ?? [])
      await feedPrescription(stores, { person, each, now });
}

/** Places come last, so that they stand for all of it at the next start. */
async function feedCatalogue(stores: BookingStores, now: number): Promise<void> {
  const last = DEMO_PLACES.at(-1);
  if (last && (await stores.places.get(last.id))) return;
  await insertMissing(stores.slots, demoSlots(now));
  await insertMissing(stores.calendars, demoCalendars(now));
  await insertMissing(stores.healthServices, DEMO_HEALTH_SERVICES);
  await insertMissing(stores.places, DEMO_PLACES);
}

interface Feed {
  readonly person: BookingPerson;
  readonly each: DemoPrescription;
  readonly now: number;
}

/** The prescription comes last: where it is, its appointment is. */
async function feedPrescription(stores: BookingStores, { person, each, now }: Feed): Promise<void> {
  const id = demoUuid(`prescription ${person.fiscalCode} ${each.nre}`);
  if (await stores.prescriptions.get(id)) return;
  const { service, kind } = DEMO_SERVICES[each.service];
  const authoredAt = now - each.daysAgo * DAY_MS;
  if (each.appointment)
    await feedAppointment(stores, { id, authoredAt, feed: { person, each, now } });
  await insertMissing(stores.prescriptions, [
    {
      id,
      fiscalCode: person.fiscalCode,
      nre: each.nre,
      service,
      kind,
      priority: each.priority,
      label: each.label ?? 'N',
      authoredAt,
      requester: REQUESTER,
      reason: each.reason,
    },
  ]);
}

async function feedAppointment(
  stores: BookingStores,
  {
    id: prescription,
    authoredAt,
    feed: { person, each, now },
  }: { readonly id: string; readonly authoredAt: number; readonly feed: Feed },
): Promise<void> {
  const { inDays, time } = each.appointment ?? { inDays: 0, time: '12:00' };
  const { service, instruction, specialty } = DEMO_SERVICES[each.service];
  const offered = DEMO_HEALTH_SERVICES.find(({ code }) => code === service.code);
  if (!offered) throw new TypeError('every service of the demo is offered somewhere');
  const slot = demoSlot(offered, timeInDays(now, inDays, time));
  const id = demoUuid(`appointment ${prescription}`);
  const isOver = slot.end <= now;
  const appointment: StoredAppointment = {
    id,
    fiscalCode: person.fiscalCode,
    revision: 1,
    updatedAt: authoredAt,
    createdAt: authoredAt,
    status: isOver ? 'fulfilled' : 'booked',
    prescription,
    slot: slot.id,
    start: slot.start,
    end: slot.end,
    place: slot.place,
    healthService: slot.healthService,
    service,
    specialty,
    instruction,
    label: each.label ?? 'N',
    bookingCode: codeOf(prescription, offered),
    liveFor: prescription,
    liveSlot: slot.id,
    ...(isOver ? {} : { seat: `${person.fiscalCode}|${each.label ?? 'N'}|${seatOf(each)}` }),
  };
  await insertMissing(stores.slots, [keyed({ ...slot, takenBy: id })]);
  await insertMissing(stores.appointments, [appointment]);
}

/** Another seat for each of the demo's prescriptions. */
function seatOf({ nre }: DemoPrescription): number {
  return Number(nre.slice(-1));
}

function codeOf(prescription: string, { place }: HealthService): string {
  const district = DEMO_PLACES.find(({ id }) => id === place)?.district ?? '';
  return `${district}-26-${prescription.slice(0, 8).toUpperCase()}`;
}

/** Stores what is not there: another process may feed at the same time, or a start was broken off. */
async function insertMissing<T extends Entity>(
  collection: Collection<T>,
  entities: readonly T[],
): Promise<void> {
  try {
    await collection.insertAll(entities);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    for (const entity of entities)
      await collection.insert(entity).catch((cause: unknown) => {
        if (!(cause instanceof ConflictError)) throw cause;
      });
  }
}
