/** The database of the registry server: every collection declared once. */
import type {
  AnyDeclaration,
  Collection,
  CollectionDeclaration,
  Store,
} from '../../storage/collection.ts';
import { idempotencyKeys, type UsedKey } from '../kit/idempotency.ts';
import { openTrailStores, TRAIL_COLLECTIONS, type TrailStores } from '../kit/trail-collections.ts';
import type {
  DeletedNote,
  StoredCard,
  StoredConsent,
  StoredDoctor,
  StoredNote,
  StoredPerson,
  StoredText,
} from './stored.ts';

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const flag = { type: Boolean, required: true } as const;
const object = { type: Object, required: true } as const;
const objects = { type: [Object], required: true } as const;
/** A field by which entities are found. */
const key = { ...text, index: true } as const;

const persons: CollectionDeclaration<StoredPerson> = {
  name: 'persons',
  fields: {
    familyName: text,
    givenName: text,
    birthdate: text,
    gender: text,
    addresses: objects,
    phone: { type: String },
    email: { type: String },
    asst: text,
    isSeriouslyIll: flag,
    choices: objects,
    changedAt: { type: Number },
    careEndsAt: { type: Number, index: true },
  },
};

const cards: CollectionDeclaration<StoredCard> = {
  name: 'cards',
  fields: { fiscalCode: key, number: text, validFrom: text, validUntil: text },
};

const doctors: CollectionDeclaration<StoredDoctor> = {
  name: 'doctors',
  fields: {
    code: { ...text, unique: true },
    name: text,
    kind: text,
    association: { type: String },
    asst: key,
    district: text,
    city: text,
    hours: text,
    isAuthorised: flag,
    taken: number,
    imported: number,
    moves: objects,
    movesSince: { type: Number, index: true },
  },
};

const consents: CollectionDeclaration<StoredConsent> = {
  name: 'consents',
  fields: {
    fiscalCode: key,
    purpose: text,
    revision: number,
    decision: text,
    text,
    at: number,
    by: object,
  },
};

const notes: CollectionDeclaration<StoredNote> = {
  name: 'notes',
  fields: {
    fiscalCode: key,
    place: { ...text, unique: true },
    revision: number,
    textId: text,
    title: text,
    date: number,
    isPrivate: flag,
    author: object,
    createdAt: number,
    updatedAt: number,
  },
};

const noteTexts: CollectionDeclaration<StoredText> = {
  name: 'noteTexts',
  fields: {
    noteId: text,
    text,
    replaces: { type: String },
    draftSince: { type: Number, index: true },
  },
};

const deletedNotes: CollectionDeclaration<DeletedNote> = {
  name: 'deletedNotes',
  fields: { fiscalCode: key, isPrivate: flag, deletedAt: { ...number, index: true } },
};

/** All of them, for `migrate`. */
export const REGISTRY_COLLECTIONS: readonly AnyDeclaration[] = [
  persons,
  cards,
  doctors,
  consents,
  notes,
  noteTexts,
  deletedNotes,
  idempotencyKeys,
  ...TRAIL_COLLECTIONS,
];

/** The opened collections. */
export interface RegistryStores extends TrailStores {
  readonly persons: Collection<StoredPerson>;
  readonly cards: Collection<StoredCard>;
  readonly doctors: Collection<StoredDoctor>;
  readonly consents: Collection<StoredConsent>;
  readonly notes: Collection<StoredNote>;
  readonly noteTexts: Collection<StoredText>;
  readonly deletedNotes: Collection<DeletedNote>;
  readonly idempotencyKeys: Collection<UsedKey>;
}

/** The collections of an opened and migrated database. */
export function openRegistryStores(store: Store): RegistryStores {
  return {
    persons: store.collection(persons),
    cards: store.collection(cards),
    doctors: store.collection(doctors),
    consents: store.collection(consents),
    notes: store.collection(notes),
    noteTexts: store.collection(noteTexts),
    deletedNotes: store.collection(deletedNotes),
    idempotencyKeys: store.collection(idempotencyKeys),
    ...openTrailStores(store),
  };
}
