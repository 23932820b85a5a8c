/** The health record's own database: every collection declared once. */
import type { TrailOptions } from '../../audit/trail.ts';
import type {
  AnyDeclaration,
  CollectionDeclaration,
  Store,
  Collection,
} from '../../storage/collection.ts';
import type {
  PendingNotice,
  PaperCopy,
  StoredContent,
  StoredDocument,
  StoredMarks,
} from './stored.ts';

type EntityOf<C> = C extends Collection<infer T> ? T : never;
/** A link of the access log, and the last one of a chain. */
export type TrailEvent = EntityOf<TrailOptions['events']>;
export type TrailHead = EntityOf<TrailOptions['heads']>;

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const object = { type: Object, required: true } as const;

const documents: CollectionDeclaration<StoredDocument> = {
  name: 'documents',
  fields: {
    fiscalCode: { ...text, index: true },
    producer: { ...text, index: true },
    publisherKey: { ...text, unique: true },
    identifier: object,
    replaces: { type: String, unique: true },
    chain: text,
    type: text,
    class: text,
    label: text,
    date: number,
    period: object,
    storedAt: number,
    author: object,
    custodian: text,
    description: text,
    facilityType: text,
    practiceSetting: text,
    events: { type: [Object], required: true },
    related: { type: [String], required: true },
    attachment: object,
  },
};

const contents: CollectionDeclaration<StoredContent> = { name: 'contents', fields: { data: text } };

const marks: CollectionDeclaration<StoredMarks> = {
  name: 'marks',
  fields: {
    fiscalCode: { ...text, index: true },
    producer: { ...text, index: true },
    codes: { type: [String], required: true },
  },
};

const papers: CollectionDeclaration<PaperCopy> = {
  name: 'papers',
  fields: {
    producer: { ...text, index: true },
    month: { ...text, index: true },
    type: text,
    identifier: object,
    publishedAt: number,
    consultedAt: { type: Number },
    printedAt: { type: Number },
    printReason: { type: String },
  },
};

const notices: CollectionDeclaration<PendingNotice> = {
  name: 'notices',
  fields: {
    fiscalCode: text,
    dueAt: { type: Number, index: true },
    since: number,
    key: text,
    sentAt: { type: Number },
  },
};

const events: CollectionDeclaration<TrailEvent> = {
  name: 'accessEvents',
  fields: {
    chain: { ...text, index: true },
    position: { ...text, unique: true },
    at: { ...number, index: true },
    kind: text,
    subject: { type: String, index: true },
    data: object,
    previous: text,
    hash: text,
  },
};

const heads: CollectionDeclaration<TrailHead> = {
  name: 'accessHeads',
  fields: { count: number, hash: text, updatedAt: { ...number, index: true }, seal: text },
};

/** All of them, for `migrate`. */
export const FSE_COLLECTIONS: readonly AnyDeclaration[] = [
  documents,
  contents,
  marks,
  papers,
  notices,
  events,
  heads,
];

/** The opened collections. */
export interface FseStores {
  readonly documents: Collection<StoredDocument>;
  readonly contents: Collection<StoredContent>;
  readonly marks: Collection<StoredMarks>;
  readonly papers: Collection<PaperCopy>;
  readonly notices: Collection<PendingNotice>;
  readonly events: Collection<TrailEvent>;
  readonly heads: Collection<TrailHead>;
}

/** The collections of an opened and migrated FSE database. */
export function openFseStores(store: Store): FseStores {
  return {
    documents: store.collection(documents),
    contents: store.collection(contents),
    marks: store.collection(marks),
    papers: store.collection(papers),
    notices: store.collection(notices),
    events: store.collection(events),
    heads: store.collection(heads),
  };
}
