/**
 * The demo's laboratory: 200 documents over six months, of 40 invented people whom the provider
 * does not know, some read and some printed, so that its figures show something. @source resource-servers 7
 */
import { createHash } from 'node:crypto';
import { DAY_MS } from '../../config/limits.ts';
import { checkCharacter } from '../domain/fiscal-code.ts';
import { type FseStores, openFseStores } from '../resource-servers/fse/collections.ts';
import { storeDocument } from '../resource-servers/fse/store-document.ts';
import { PDF_FORMAT, SYSTEMS } from '../resource-servers/fse/vocabulary.ts';
import { ConflictError, type Store } from '../storage/collection.ts';
import { type DocumentKind, FACILITIES, KINDS } from './document-kinds.ts';
import { drawDocument } from './document-pdf.ts';

const DOCUMENTS = 200;
const PEOPLE = 40;
const DAYS = 182;
const SHOWN: readonly DocumentKind[] = [KINDS.bloodCount, KINDS.lipids, KINDS.urine, KINDS.thyroid];

/** Stores what is missing of them, dated back from `now`. One sheet stands for all of a kind: it names nobody. */
export async function feedLaboratory(store: Store, now: number): Promise<void> {
  const stores = openFseStores(store);
  const [last] = await stores.documents.find({ publisherKey: publisherKey(DOCUMENTS) });
  if (last) return;
  const sheets = await Promise.all(SHOWN.map(drawSheet));
  const all = Array.from({ length: DOCUMENTS - 1 }, (_, n) => n + 1);
  // At once, so that they share commits; the last one alone, so that it stands for all at the next start.
  await Promise.all(all.map((number) => feedOne(stores, { number, sheets, now })));
  await feedOne(stores, { number: DOCUMENTS, sheets, now });
}

interface Feed {
  readonly number: number;
  readonly sheets: readonly Buffer[];
  readonly now: number;
}

async function feedOne(stores: FseStores, { number, sheets, now }: Feed): Promise<void> {
  const facility = FACILITIES.laboratory;
  const index = number % SHOWN.length;
  const kind = SHOWN[index];
  const pdf = sheets[index];
  if (!kind || !pdf) return; // both lists are of one length
  const date = now - Math.floor((number / DOCUMENTS) * DAYS) * DAY_MS;
  const id = idOf(number);
  try {
    await storeDocument(stores, {
      document: {
        id,
        fiscalCode: inventedCode(number % PEOPLE),
        producer: facility.code,
        publisherKey: publisherKey(number),
        identifier: { system: SYSTEMS.document, value: valueOf(number) },
        chain: id,
        type: kind.type,
        class: 'REF',
        label: 'N',
        date,
        period: { from: date, to: date },
        storedAt: date,
        author: { name: kind.author },
        custodian: facility.name,
        description: kind.title,
        facilityType: facility.type,
        practiceSetting: kind.practiceSetting,
        events: [],
        related: [],
        attachment: {
          contentType: 'application/pdf',
          size: pdf.length,
          hash: createHash('sha1').update(pdf).digest('base64'),
          title: kind.title,
          creation: date,
          format: PDF_FORMAT,
        },
      },
      data: pdf.toString('base64'),
      marks: [],
    });
    await stores.papers.update(id, (copy) => ({ ...copy, ...usedAs(number, date) }));
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error; // another process feeds at the same time
  }
}

/** What became of the paper copy: of ten, six were read on line, two printed, one printed on request. */
function usedAs(number: number, date: number): object {
  const later = date + DAY_MS;
  const turn = number % 10;
  if (turn < 6) return { consultedAt: later };
  if (turn < 8) return { printedAt: later, printReason: 'not-consulted' };
  return turn === 8 ? { printedAt: later, printReason: 'on-request' } : {};
}

function drawSheet(kind: DocumentKind): Promise<Buffer> {
  return drawDocument({
    title: kind.title,
    facility: FACILITIES[kind.facility].name,
    author: kind.author,
    date: 'negli ultimi sei mesi',
    rows: kind.rows,
    notes: kind.notes,
  });
}

/** A code that nobody has: born on 1 January 1980 in a place that is no place. */
function inventedCode(number: number): string {
  const body = `NVNTTI80A01Z${String(900 + number).padStart(3, '0')}`;
  return body + checkCharacter(body);
}

/** A UUID of version 4 in form, the same at every start: two processes that feed at once collide. */
function idOf(number: number): string {
  const hex = createHash('sha256').update(valueOf(number)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function valueOf(number: number): string {
  return `demo.laboratorio.${String(number).padStart(4, '0')}`;
}

function publisherKey(number: number): string {
  return `${FACILITIES.laboratory.code}|${SYSTEMS.document}|${valueOf(number)}`;
}
