/** The database of the exemption server: every collection declared once. */
import type {
  AnyDeclaration,
  Collection,
  CollectionDeclaration,
  Store,
} from '../../storage/collection.ts';
import { idempotencyKeys, type UsedKey } from '../kit/idempotency.ts';
import { openTrailStores, TRAIL_COLLECTIONS, type TrailStores } from '../kit/trail-collections.ts';
import type { GivenExemption, Receipt, Statement } from './stored.ts';

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const object = { type: Object, required: true } as const;

const exemptions: CollectionDeclaration<GivenExemption> = {
  name: 'exemptions',
  fields: {
    fiscalCode: { ...text, index: true },
    key: { ...text, unique: true },
    code: text,
    label: text,
    from: text,
    until: { type: String },
    givenAt: number,
  },
};

const statements: CollectionDeclaration<Statement> = {
  name: 'statements',
  fields: {
    fiscalCode: { ...text, index: true },
    number,
    position: { ...text, unique: true },
    previous: { type: String },
    at: number,
    signer: object,
    onBehalfOf: { type: Object },
    jti: text,
    acr: text,
    clientId: text,
    act: object,
  },
};

const receipts: CollectionDeclaration<Receipt> = { name: 'receipts', fields: { data: text } };

/** All of them, for `migrate`. */
export const EXEMPTION_COLLECTIONS: readonly AnyDeclaration[] = [
  exemptions,
  statements,
  receipts,
  idempotencyKeys,
  ...TRAIL_COLLECTIONS,
];

/** The opened collections. */
export interface ExemptionStores extends TrailStores {
  readonly exemptions: Collection<GivenExemption>;
  readonly statements: Collection<Statement>;
  readonly receipts: Collection<Receipt>;
  readonly idempotencyKeys: Collection<UsedKey>;
}

/** The collections of an opened and migrated database. */
export function openExemptionStores(store: Store): ExemptionStores {
  return {
    exemptions: store.collection(exemptions),
    statements: store.collection(statements),
    receipts: store.collection(receipts),
    idempotencyKeys: store.collection(idempotencyKeys),
    ...openTrailStores(store),
  };
}
