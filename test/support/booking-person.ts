/** Somebody who books, moves and cancels without a web in between: for tests of what is written when. */
import type { Wish } from '../../src/resource-servers/booking/appointment-change.ts';
import { book, type Booked } from '../../src/resource-servers/booking/book.ts';
import { changeAppointment } from '../../src/resource-servers/booking/change.ts';
import { openBookingStores } from '../../src/resource-servers/booking/collections.ts';
import { storedPrescriptions } from '../../src/resource-servers/booking/prescriptions.ts';
import { type PersonRecord, readRecord } from '../../src/resource-servers/booking/record.ts';
import { createHoldSweeper } from '../../src/resource-servers/booking/settle-slot.ts';
import type { StoredAppointment, StoredSlot } from '../../src/resource-servers/booking/stored.ts';
import type { Store } from '../../src/storage/collection.ts';
import type { Subject } from './tokens.ts';

const NOTHING: Wish = {
  cancel: undefined,
  slot: undefined,
  comment: undefined,
  start: Number.NaN,
  end: Number.NaN,
};

type Person = Pick<Subject, 'fiscalCode'>;

/** Books a prescription in a slot. */
export async function bookAt(
  store: Store,
  { fiscalCode }: Person,
  order: { readonly slot: Pick<StoredSlot, 'id'>; readonly prescription: string },
): Promise<Booked> {
  const form = {
    slot: order.slot.id,
    prescription: order.prescription,
    start: undefined,
    end: undefined,
    identifier: undefined,
    comment: undefined,
    others: [],
  };
  const record = await recordOf(store, { fiscalCode });
  const stores = openBookingStores(store);
  return book(stores, { form, name: undefined, fiscalCode, record, now: Date.now() });
}

/** Changes an appointment as wished. */
export function changeAt(
  store: Store,
  person: Person,
  id: string,
  wish: Partial<Wish>,
): Promise<StoredAppointment> {
  return changeAppointment(id, {
    stores: openBookingStores(store),
    call: { header: () => undefined, now: Date.now() },
    read: () => recordOf(store, person),
    wishOf: () => ({ ...NOTHING, ...wish }),
  });
}

/** What the sweeper of a server does at its turn. @throws what it would report */
export async function sweepHolds(store: Store): Promise<void> {
  await createHoldSweeper(openBookingStores(store), (error) => {
    throw error;
  }).sweep();
}

function recordOf(store: Store, { fiscalCode }: Person): Promise<PersonRecord> {
  const stores = openBookingStores(store);
  return readRecord({ stores, prescriptions: storedPrescriptions(stores) }, { fiscalCode });
}
