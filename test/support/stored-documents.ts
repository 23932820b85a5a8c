/** Documents for tests of the health record, without drawing a PDF for each. */
import { createHash } from 'node:crypto';
import { openFseStores } from '../../src/resource-servers/fse/collections.ts';
import { storeDocument } from '../../src/resource-servers/fse/store-document.ts';
import type { StoredDocument } from '../../src/resource-servers/fse/stored.ts';
import {
  type Mark,
  PDF_FORMAT,
  SYSTEMS,
  TYPES,
} from '../../src/resource-servers/fse/vocabulary.ts';
import type { Store } from '../../src/storage/collection.ts';

const PDF = Buffer.from('%PDF-1.4 for tests');

/** A document with what is given; everything else follows from `name`. */
export function storedDocument(
  name: string,
  fiscalCode: string,
  given: Partial<StoredDocument> = {},
): StoredDocument {
  const id = given.id ?? uuidOf(name);
  const type = given.type ?? '11502-2';
  const producer = given.producer ?? '030999';
  const date =
    given.date ??
    Date.UTC(2026, 0, 1) + (createHash('md5').update(name).digest()[0] ?? 0) * 86_400_000;
  return {
    id,
    fiscalCode,
    producer,
    publisherKey: `${producer}|${SYSTEMS.document}|${name}`,
    identifier: { system: SYSTEMS.document, value: name },
    chain: id,
    type,
    class: TYPES[type]?.class ?? 'REF',
    label: 'N',
    date,
    period: { from: date, to: date },
    storedAt: date,
    author: { name: 'Dr.ssa Elena Galli' },
    custodian: 'Laboratorio demo ASST',
    description: name,
    facilityType: 'Territorio',
    practiceSetting: 'AD_PSC100',
    events: [],
    related: [],
    attachment: {
      contentType: 'application/pdf',
      size: PDF.length,
      hash: createHash('sha1').update(PDF).digest('base64'),
      title: name,
      creation: date,
      format: PDF_FORMAT,
    },
    ...given,
  };
}

/** Stores documents with their marks. */
export async function putDocuments(
  store: Store,
  documents: readonly { readonly document: StoredDocument; readonly marks?: readonly Mark[] }[],
): Promise<void> {
  const stores = openFseStores(store);
  for (const { document, marks = [] } of documents)
    await storeDocument(stores, { document, marks, data: PDF.toString('base64') });
}

/** A UUID of version 4 in form, always the same for a name. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
