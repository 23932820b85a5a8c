/** Feeds the demo's documents into the health record at the first start. @source resource-servers 7 */
import { createHash, randomUUID } from 'node:crypto';
import { DAY_MS } from '../../config/limits.ts';
import { type FseStores, openFseStores } from '../resource-servers/fse/collections.ts';
import { storeDocument } from '../resource-servers/fse/store-document.ts';
import type { StoredDocument } from '../resource-servers/fse/stored.ts';
import { PDF_FORMAT, SYSTEMS, TYPES } from '../resource-servers/fse/vocabulary.ts';
import { ConflictError, type Store } from '../storage/collection.ts';
import { DEMO_DOCUMENTS, type DemoDocument } from './document-list.ts';
import { type DocumentKind, FACILITIES, KINDS } from './document-kinds.ts';
import { drawDocument } from './document-pdf.ts';

/** A person whose documents are fed. */
export interface DocumentPerson {
  /** First name, by which the demo's documents are listed. */
  readonly key: string;
  readonly fiscalCode: string;
  readonly givenName: string;
  readonly familyName: string;
}

const HOUR_MS = DAY_MS / 24;

/**
 * Stores the documents of these people, dated back from `now`. Repeating adds what is missing and
 * changes nothing else. The store must be migrated for `FSE_COLLECTIONS`.
 */
export async function feedDocuments(
  store: Store,
  people: readonly DocumentPerson[],
  now: number,
): Promise<void> {
  const stores = openFseStores(store);
  for (const person of people) {
    for (const [index, document] of (DEMO_DOCUMENTS[person.key] ?? []).entries())
      await feedDocument(stores, { person, document, number: index + 1, now });
  }
}

interface Feed {
  readonly person: DocumentPerson;
  readonly document: DemoDocument;
  /** Which of the person's documents it is. */
  readonly number: number;
  readonly now: number;
}

async function feedDocument(
  stores: FseStores,
  { person, document, number, now }: Feed,
): Promise<void> {
  const kind: DocumentKind = KINDS[document.kind];
  const facility = FACILITIES[kind.facility];
  const value = `demo.${person.key.toLowerCase()}.${String(number).padStart(4, '0')}`;
  const publisherKey = `${facility.code}|${SYSTEMS.document}|${value}`;
  const [known] = await stores.documents.find({ publisherKey });
  if (known) return;
  const date = Math.floor((now - document.daysAgo * DAY_MS) / HOUR_MS) * HOUR_MS;
  const pdf = await drawDocument({
    title: kind.title,
    facility: facility.name,
    author: kind.author,
    patient: `${person.givenName} ${person.familyName}`,
    date: inWords(date),
    rows: kind.rows,
    notes: kind.notes,
  });
  const id = randomUUID();
  const stored: StoredDocument = {
    id,
    fiscalCode: person.fiscalCode,
    producer: facility.code,
    publisherKey,
    identifier: { system: SYSTEMS.document, value },
    chain: id,
    type: kind.type,
    class: classOf(kind),
    label: document.label ?? 'N',
    date,
    period: { from: date, to: date },
    storedAt: date,
    author: { name: kind.author },
    custodian: facility.name,
    description: kind.title,
    facilityType: facility.type,
    practiceSetting: kind.practiceSetting,
    events: kind.events ?? [],
    related: document.nre === undefined ? [] : [document.nre],
    attachment: {
      contentType: 'application/pdf',
      size: pdf.length,
      hash: createHash('sha1').update(pdf).digest('base64'),
      title: kind.title,
      creation: date,
      format: PDF_FORMAT,
    },
  };
  try {
    await storeDocument(stores, {
      document: stored,
      data: pdf.toString('base64'),
      marks: document.marks ?? [],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error; // another process fed it meanwhile
  }
}

function classOf(kind: DocumentKind): StoredDocument['class'] {
  const type = TYPES[kind.type];
  if (!type) throw new TypeError(`${kind.type} is no type of document`);
  return type.class;
}

function inWords(at: number): string {
  return new Intl.DateTimeFormat('it-IT', { dateStyle: 'long', timeZone: 'Europe/Rome' }).format(
    at,
  );
}
