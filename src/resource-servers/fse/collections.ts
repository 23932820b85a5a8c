/** The health record's own database: every collection declared once. */
import type {
  AnyDeclaration,
  CollectionDeclaration,
  Store,
  Collection,
} from '../../storage/collection.ts';
import { openTrailStores, TRAIL_COLLECTIONS, type TrailStores } from '../kit/trail-collections.ts';
import type {
  PendingNotice,
  PaperCopy,
  StoredContent,
  StoredDocument,
  StoredMarks,
} from './stored.ts';

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

/** All of them, for `migrate`. */
export const FSE_COLLECTIONS: readonly AnyDeclaration[] = [
  documents,
  contents,
  marks,
  papers,
  notices,
  ...TRAIL_COLLECTIONS,
];

/** The opened collections. */
export interface FseStores extends TrailStores {
  readonly documents: Collection<StoredDocument>;
  readonly contents: Collection<StoredContent>;
  readonly marks: Collection<StoredMarks>;
  readonly papers: Collection<PaperCopy>;
  readonly notices: Collection<PendingNotice>;
}

/** The collections of an opened and migrated FSE database. */
export function openFseStores(store: Store): FseStores {
  return {
    documents: store.collection(documents),
    contents: store.collection(contents),
    marks: store.collection(marks),
    papers: store.collection(papers),
    notices: store.collection(notices),
    ...openTrailStores(store),
  };
}
