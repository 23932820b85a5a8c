/** The database of the booking server: every collection declared once. */
import type { AnyDeclaration, Store } from '../../storage/collection.ts';
import { openTrailStores, TRAIL_COLLECTIONS, type TrailStores } from '../kit/trail-collections.ts';

/** All of them, for `migrate`. */
export const BOOKING_COLLECTIONS: readonly AnyDeclaration[] = [...TRAIL_COLLECTIONS];

/** The opened collections. */
export interface BookingStores extends TrailStores {}

/** The collections of an opened and migrated database. */
export function openBookingStores(store: Store): BookingStores {
  return { ...openTrailStores(store) };
}
