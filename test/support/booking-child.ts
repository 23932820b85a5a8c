/**
 * A booking server's work in a process of its own, for tests: `node booking-child.ts <address>
 * <first person>`. Several people at once book, move, and some of them cancel, until it is killed;
 * prints `<person> <appointment> <slot or cancelled>` for everything that was acknowledged.
 */
import { DAY_MS } from '../../config/limits.ts';
import {
  BOOKING_COLLECTIONS,
  openBookingStores,
} from '../../src/resource-servers/booking/collections.ts';
import { slotKey, weeksOf } from '../../src/resource-servers/booking/slot-state.ts';
import { openStore } from '../../src/storage/open.ts';
import { prescribe } from './booking.ts';
import { cornerService, inventedSubject } from './booking-corner.ts';
import { bookAt, changeAt } from './booking-person.ts';

const AT_ONCE = 4;

const [address = '', first = '0'] = process.argv.slice(2);
const store = await openStore(address);
await store.migrate(BOOKING_COLLECTIONS);
const now = Date.now();
const weeks = weeksOf(now, now + 60 * DAY_MS).map((week) =>
  openBookingStores(store).slots.find({ byService: slotKey('free', cornerService().code, week) }),
);
const free = (await Promise.all(weeks)).flat();
let person = Number(first);
await Promise.all(Array.from({ length: AT_ONCE }, visit));
await store.close();

/** One person after another, as long as there are two free slots. */
async function visit(): Promise<void> {
  for (
    let slot = free.pop(), other = free.pop();
    slot && other;
    slot = free.pop(), other = free.pop()
  ) {
    const number = person;
    person += 1;
    const subject = inventedSubject(number);
    const { id: prescription } = await prescribe(store, subject.fiscalCode);
    const { appointment } = await bookAt(store, subject, { slot, prescription });
    const tell = (state: string): void =>
      void process.stdout.write(`${number} ${appointment.id} ${state}\n`);
    tell(slot.id);
    await changeAt(store, subject, appointment.id, { slot: other.id });
    tell(other.id);
    if (number % 3 !== 0) continue;
    await changeAt(store, subject, appointment.id, { cancel: { text: 'prova' } });
    tell('cancelled');
  }
}
