/** Feeds the booking server of the demo, in its own process: the people are read from their file. */
import type { Store } from '../storage/collection.ts';
import { awaitPeople } from './await-citizens.ts';
import { feedBooking } from './booking-people.ts';

/** Stores the demo's things once. @throws Error nobody comes */
export async function feedBookingDemo(store: Store, varFolder: string): Promise<void> {
  await feedBooking(store, await awaitPeople(varFolder), Date.now());
}
