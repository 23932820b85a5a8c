/**
 * A booking server that dies between any two of its writes: what was acknowledged is there, and
 * after a restart no slot is taken for ever.
 */
import assert from 'node:assert/strict';
import { SLOT_HOLD_MS } from '../../config/limits.ts';
import { book, type Booked } from '../../src/resource-servers/booking/book.ts';
import { changeAppointment } from '../../src/resource-servers/booking/change.ts';
import type { Wish } from '../../src/resource-servers/booking/appointment-change.ts';
import {
  BOOKING_COLLECTIONS,
  openBookingStores,
} from '../../src/resource-servers/booking/collections.ts';
import { storedPrescriptions } from '../../src/resource-servers/booking/prescriptions.ts';
import { type PersonRecord, readRecord } from '../../src/resource-servers/booking/record.ts';
import { createHoldSweeper } from '../../src/resource-servers/booking/settle-slot.ts';
import type { StoredSlot } from '../../src/resource-servers/booking/stored.ts';
import type { Store } from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import { prescribe } from '../support/booking.ts';
import { assertAtRest, feedCorner, inventedSubject } from '../support/booking-corner.ts';
import { breaking } from '../support/breaking-store.ts';
import { moved } from '../support/clock.ts';
import { onBothEngines } from '../support/engines.ts';
import type { Subject } from '../support/tokens.ts';

const NOTHING: Wish = {
  cancel: undefined,
  slot: undefined,
  comment: undefined,
  start: Number.NaN,
  end: Number.NaN,
};

onBothEngines('a booking server that dies', (engine) => {
  let store: Store;
  let slots: StoredSlot[];
  const people: Subject[] = [];
  before(async () => {
    store = await openStore(engine().address('booking_crash'));
    await store.migrate(BOOKING_COLLECTIONS);
    slots = [...(await feedCorner(store, 60))];
  });
  after(() => store.close());

  let next = 0;
  const freshSlot = (): StoredSlot => {
    const slot = slots[next];
    next += 1;
    assert.ok(slot);
    return slot;
  };

  function recordOf(at: Store, { fiscalCode }: Subject): Promise<PersonRecord> {
    const stores = openBookingStores(at);
    return readRecord({ stores, prescriptions: storedPrescriptions(stores) }, { fiscalCode });
  }

  async function bookAt(
    at: Store,
    person: Subject,
    order: { readonly slot: StoredSlot; readonly prescription: string },
  ): Promise<Booked> {
    const record = await recordOf(at, person);
    const form = {
      slot: order.slot.id,
      prescription: order.prescription,
      start: undefined,
      end: undefined,
      identifier: undefined,
      comment: undefined,
      others: [],
    };
    const { fiscalCode } = person;
    return book(openBookingStores(at), {
      form,
      name: undefined,
      fiscalCode,
      record,
      now: Date.now(),
    });
  }

  function changeAt(at: Store, person: Subject, id: string, wish: Partial<Wish>) {
    return changeAppointment(id, {
      stores: openBookingStores(at),
      call: { header: () => undefined, now: Date.now() },
      read: () => recordOf(at, person),
      wishOf: () => ({ ...NOTHING, ...wish }),
    });
  }

  const sweep = (): Promise<void> =>
    createHoldSweeper(openBookingStores(store), (error) => assert.fail(String(error))).sweep();

  /** Runs it with ever more writes until it lives; after each death the sweeper of the next start tidies up. */
  async function dieEverywhere(
    prepare: () => Promise<(at: Store) => Promise<unknown>>,
  ): Promise<number> {
    for (let writesLeft = 0; ; writesLeft += 1) {
      const run = await prepare();
      const isAlive = await run(breaking(store, { writesLeft })).then(
        () => true,
        (error: unknown) => {
          assert.match(String(error), /dead|unavailable/);
          return false;
        },
      );
      await moved(SLOT_HOLD_MS + 1, sweep);
      await assertAtRest(store, slots, people);
      if (isAlive) return writesLeft;
    }
  }

  async function somebody(): Promise<{ person: Subject; prescription: string }> {
    const person = inventedSubject(people.length);
    people.push(person);
    return { person, prescription: (await prescribe(store, person.fiscalCode)).id };
  }

  it('in a booking: the slot is had by it, or free', async () => {
    const slot = freshSlot();
    const steps = await dieEverywhere(async () => {
      const { person, prescription } = await somebody();
      const stores = openBookingStores(store);
      const [owner] = await stores.appointments.find({ liveSlot: slot.id });
      // Written before the death, though not acknowledged: freed for the next turn.
      const last = people.find(({ fiscalCode }) => fiscalCode === owner?.fiscalCode);
      if (owner && last) await changeAt(store, last, owner.id, { cancel: { text: 'prova' } });
      return (at) => bookAt(at, person, { slot, prescription });
    });
    assert.ok(steps >= 3, `hold, insert, settle: ${steps}`);
  });

  it('in a move: the appointment has one place or the other, and the acknowledged one is kept', async () => {
    const targets: StoredSlot[] = [];
    const steps = await dieEverywhere(async () => {
      const { person, prescription } = await somebody();
      const { appointment } = await bookAt(store, person, { slot: freshSlot(), prescription });
      const target = freshSlot();
      targets.push(target);
      return async (at) => {
        const after = await changeAt(at, person, appointment.id, { slot: target.id });
        assert.equal(after.slot, target.id);
      };
    });
    assert.ok(steps >= 5, `hold, leave, change, settle both: ${steps}`);
    const stores = openBookingStores(store);
    for (const [n, { id }] of targets.entries()) {
      const [owner] = await stores.appointments.find({ liveSlot: id });
      assert.equal(owner !== undefined, n >= 3, `moved after ${n} writes`);
    }
  });

  it('in a cancellation: the appointment keeps its place or the place is free', async () => {
    const steps = await dieEverywhere(async () => {
      const { person, prescription } = await somebody();
      const { appointment } = await bookAt(store, person, { slot: freshSlot(), prescription });
      return (at) => changeAt(at, person, appointment.id, { cancel: { text: 'prova' } });
    });
    assert.ok(steps >= 3, `leave, change, settle: ${steps}`);
  });

  it('and is asked again: the same change goes on where it broke off', async () => {
    const { person, prescription } = await somebody();
    const { appointment } = await bookAt(store, person, { slot: freshSlot(), prescription });
    const target = freshSlot();
    for (let writesLeft = 0; writesLeft < 5; writesLeft += 1)
      await changeAt(breaking(store, { writesLeft }), person, appointment.id, {
        slot: target.id,
      }).catch(() => undefined);
    const { slot } = await changeAt(store, person, appointment.id, { comment: 'poi' });
    assert.equal(slot, target.id);
    await moved(SLOT_HOLD_MS + 1, sweep);
    await assertAtRest(store, slots, people);
  });
});
