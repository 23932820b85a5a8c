/** The collections of a resource server's access log, declared once for all servers. */
import type { TrailOptions } from '../../audit/trail.ts';
import type {
  AnyDeclaration,
  Collection,
  CollectionDeclaration,
  Store,
} from '../../storage/collection.ts';

type EntityOf<C> = C extends Collection<infer T> ? T : never;
/** A link of the access log, and the last one of a chain. */
export type TrailEvent = EntityOf<TrailOptions['events']>;
export type TrailHead = EntityOf<TrailOptions['heads']>;

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;

const events: CollectionDeclaration<TrailEvent> = {
  name: 'accessEvents',
  fields: {
    chain: { ...text, index: true },
    position: { ...text, unique: true },
    at: { ...number, index: true },
    kind: text,
    subject: { type: String, index: true },
    data: { type: Object, required: true },
    previous: text,
    hash: text,
  },
};

const heads: CollectionDeclaration<TrailHead> = {
  name: 'accessHeads',
  fields: { count: number, hash: text, updatedAt: { ...number, index: true }, seal: text },
};

/** Both, for `migrate`. */
export const TRAIL_COLLECTIONS: readonly AnyDeclaration[] = [events, heads];

/** The opened collections of the access log. */
export interface TrailStores {
  readonly events: Collection<TrailEvent>;
  readonly heads: Collection<TrailHead>;
}

/** The access log's collections of an opened and migrated database. */
export function openTrailStores(store: Store): TrailStores {
  return { events: store.collection(events), heads: store.collection(heads) };
}
