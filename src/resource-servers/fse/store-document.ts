/** Storing one document with what stands beside it. */
import { ConflictError, upsert } from '../../storage/collection.ts';
import { toCivilDate } from '../kit/rome.ts';
import type { FseStores } from './collections.ts';
import type { PaperCopy, StoredDocument, StoredMarks } from './stored.ts';
import type { Mark } from './vocabulary.ts';

/** A document ready to be stored. */
export interface NewDocument {
  readonly document: StoredDocument;
  /** Base64. */
  readonly data: string;
  /** Marks to be added to its chain. */
  readonly marks: readonly Mark[];
}

/**
 * Stores it: marks, bytes and paper copy first, the document last, so that it is never seen
 * without them; a crash between leaves bytes that nothing names.
 * @throws ConflictError field `publisherKey` or `replaces`
 */
export async function storeDocument(
  stores: FseStores,
  { document, data, marks }: NewDocument,
): Promise<void> {
  if (marks.length > 0)
    await changeMarks(stores, document, (codes) => [...new Set([...codes, ...marks])]);
  await stores.contents.insert({ id: document.id, data });
  await stores.papers.insert(paperOf(document));
  try {
    await stores.documents.insert(document);
  } catch (error) {
    if (error instanceof ConflictError) {
      await stores.contents.delete(document.id);
      await stores.papers.delete(document.id);
    }
    throw error;
  }
}

/** Changes the marks of a document's whole chain, isolated; they are in force for the next request. */
export async function changeMarks(
  stores: Pick<FseStores, 'marks'>,
  { chain, fiscalCode, producer }: Pick<StoredDocument, 'chain' | 'fiscalCode' | 'producer'>,
  change: (codes: readonly Mark[]) => readonly Mark[],
): Promise<StoredMarks> {
  const none = { id: chain, fiscalCode, producer, codes: [] };
  return upsert(
    stores.marks,
    chain,
    () => ({ ...none, codes: change([]) }),
    (current) => ({ ...current, codes: change(current.codes) }),
  );
}

function paperOf(document: StoredDocument): PaperCopy {
  return {
    id: document.id,
    producer: document.producer,
    month: `${document.producer}|${toCivilDate(document.storedAt).slice(0, 7)}`,
    type: document.type,
    identifier: document.identifier,
    publishedAt: document.storedAt,
  };
}
