/**
 * A booking server that dies between any two of its writes: what was acknowledged is there, and
 * after a restart no slot is taken for ever.
 */
import assert from 'node:assert/strict';
import { SLOT_HOLD_MS } from '../../config/limits.ts';
import {
  BOOKING_COLLECTIONS,
  openBookingStores,
} from '../../src/resource-servers/booking/collections.ts';
import type { StoredSlot } from '../../src/resource-servers/booking/stored.ts';
import type { Store } from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import { prescribe } from '../support/booking.ts';
import { assertAtRest, feedCorner, inventedSubject } from '../support/booking-corner.ts';
import { bookAt, changeAt, sweepHolds } from '../support/booking-person.ts';
import { breaking } from '../support/breaking-store.ts';
import { moved } from '../support/clock.ts';
import { startChild } from '../support/children.ts';
import { onBothEngines, startSqlite } from '../support/engines.ts';
import type { Subject } from '../support/tokens.ts';

const CHILD = new URL('../support/booking-child.ts', import.meta.url).pathname;
const KILLS = 3;

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
      await moved(SLOT_HOLD_MS + 1, () => sweepHolds(store));
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
    await moved(SLOT_HOLD_MS + 1, () => sweepHolds(store));
    await assertAtRest(store, slots, people);
  });
});

describe('a booking server that is killed', () => {
  it('keeps what it acknowledged, and holds no slot for ever', async () => {
    const engine = await startSqlite();
    const address = engine.address('booking_killed');
    const store = await openStore(address);
    await store.migrate(BOOKING_COLLECTIONS);
    const slots = await feedCorner(store, 600);
    const told = new Map<string, string[]>();
    for (let round = 0; round < KILLS; round += 1) {
      const child = startChild(CHILD, address, String(round * 100));
      await child.atLeast(15 + round * 7);
      child.kill();
      for (const line of await child.ended) {
        const [, id = '', state = ''] = line.split(' ');
        told.set(id, [...(told.get(id) ?? []), state]);
      }
    }
    await moved(SLOT_HOLD_MS + 1, () => sweepHolds(store));
    const people = Array.from({ length: KILLS * 100 }, (_, n) => inventedSubject(n));
    await assertAtRest(store, slots, people);
    for (const [id, states] of told) {
      const stored = await openBookingStores(store).appointments.get(id);
      // Booked, moved, cancelled: it may be one step further than was told.
      const steps = stored?.status === 'cancelled' ? 3 : stored?.movedFrom ? 2 : stored ? 1 : 0;
      assert.ok(steps >= states.length, `${steps} of ${states.join()}`);
      if (steps === states.length && steps < 3) assert.equal(stored?.slot, states.at(-1));
    }
    assert.ok(told.size >= KILLS * 5);
    await store.close();
    await engine.stop();
  });
});
