/** A small corner of a booking database: one calendar with a few slots, and what must always hold of them. */
import assert from 'node:assert/strict';
import {
  DEMO_HEALTH_SERVICES,
  DEMO_PLACES,
  demoCalendars,
  demoSlot,
} from '../../src/demo/booking-catalogue.ts';
import { openBookingStores } from '../../src/resource-servers/booking/collections.ts';
import type { StoredSlot } from '../../src/resource-servers/booking/stored.ts';
import type { Store } from '../../src/storage/collection.ts';
import type { Subject } from './tokens.ts';
import { uuidOf } from './stored-documents.ts';

const DAY_MS = 86_400_000;
const SLOT_MS = 20 * 60_000;

/** The one health service of the corner: cardiology. */
export function cornerService(): (typeof DEMO_HEALTH_SERVICES)[number] {
  const [service] = DEMO_HEALTH_SERVICES;
  assert.ok(service);
  return service;
}

/** Stores place, service, calendar, and so many free slots twenty days ahead. */
export async function feedCorner(store: Store, count: number): Promise<readonly StoredSlot[]> {
  const stores = openBookingStores(store);
  const service = cornerService();
  const now = Date.now();
  const first = Math.ceil((now + 20 * DAY_MS) / SLOT_MS) * SLOT_MS;
  const slots = Array.from({ length: count }, (_, n) => demoSlot(service, first + n * SLOT_MS));
  await stores.places.insertAll(DEMO_PLACES.filter(({ id }) => id === service.place));
  await stores.healthServices.insert(service);
  await stores.calendars.insertAll(
    demoCalendars(now).filter(({ healthService }) => healthService === service.id),
  );
  await stores.slots.insertAll(slots);
  return slots;
}

/** Somebody whom nobody knows. */
export function inventedSubject(number: number): Subject {
  return {
    sub: uuidOf(`subject ${number}`),
    fiscalCode: `NVNTTI80A01Z${String(number).padStart(3, '0')}X`,
    givenName: 'Nome',
    familyName: 'Inventato',
    birthdate: '1980-01-01',
    gender: 'female',
  };
}

/**
 * What must hold at rest: a slot is busy for exactly the one live appointment that is there, every
 * live appointment has its slot, and no change is left half done.
 */
export async function assertAtRest(
  store: Store,
  slots: readonly Pick<StoredSlot, 'id'>[],
  people: readonly Pick<Subject, 'fiscalCode'>[],
): Promise<number> {
  const stores = openBookingStores(store);
  const found = await Promise.all(slots.map(({ id }) => stores.slots.get(id)));
  const lists = await Promise.all(
    people.map(({ fiscalCode }) => stores.appointments.find({ fiscalCode })),
  );
  const live = lists.flat().filter(({ status }) => status === 'booked');
  const taken = found.flatMap((slot) =>
    slot?.takenBy === undefined ? [] : [[slot.id, slot.takenBy]],
  );
  assert.deepEqual(
    taken.map((pair) => pair.join(' ')).sort(),
    live.map(({ id, slot }) => `${slot} ${id}`).sort(),
    'slots and appointments agree',
  );
  for (const slot of found) {
    assert.equal(slot?.holdUntil, undefined, 'nothing is half done');
    assert.match(slot?.byService ?? '', slot?.takenBy === undefined ? /^free/ : /^busy/);
  }
  for (const one of lists.flat()) {
    const isLive = one.status === 'booked';
    assert.deepEqual(
      [one.liveSlot, one.liveFor],
      isLive ? [one.slot, one.prescription] : [undefined, undefined],
    );
  }
  return live.length;
}
