/** The database of the exemption server: every collection declared once. */
import type { AnyDeclaration, Collection, Store } from '../../storage/collection.ts';
import { idempotencyKeys, type UsedKey } from '../kit/idempotency.ts';
import { openTrailStores, TRAIL_COLLECTIONS, type TrailStores } from '../kit/trail-collections.ts';

/** All of them, for `migrate`. */
export const EXEMPTION_COLLECTIONS: readonly AnyDeclaration[] = [
  idempotencyKeys,
  ...TRAIL_COLLECTIONS,
];

/** The opened collections. */
export interface ExemptionStores extends TrailStores {
  readonly idempotencyKeys: Collection<UsedKey>;
}

/** The collections of an opened and migrated database. */
export function openExemptionStores(store: Store): ExemptionStores {
  return { idempotencyKeys: store.collection(idempotencyKeys), ...openTrailStores(store) };
}
