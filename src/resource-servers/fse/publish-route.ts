/** Publishing a document: ITI-105, Simplified Publish. @source resource-servers 2 */
import { randomUUID } from 'node:crypto';
import { PUBLICATION_BYTES } from '../../../config/limits.ts';
import { ConflictError } from '../../storage/collection.ts';
import type { AccessFacts } from '../kit/access-facts.ts';
import { ApiError } from '../kit/errors.ts';
import { idOfReference } from '../kit/search-parameters.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import type { FseStores } from './collections.ts';
import { documentReference } from './document-reference.ts';
import { mayBeMinor } from './minor.ts';
import { askedBefore, documentOf, publisherKey } from './producer-identifiers.ts';
import { type Publication, readPublication } from './publication-form.ts';
import { itemsOfPerson, readerOf } from './record.ts';
import type { Item } from './rules.ts';
import { changeMarks, storeDocument } from './store-document.ts';
import type { StoredDocument } from './stored.ts';

export interface PublishOptions {
  readonly base: string;
  readonly stores: FseStores;
  /** Told of each new document, once it is stored. */
  readonly onStored?: (item: Item) => Promise<void>;
}

/** The route of publishing organisations. */
export function publishRoute(options: PublishOptions): Route {
  return {
    method: 'POST',
    path: '/DocumentReference',
    form: 'fhir',
    access: [{ scope: 'fse:publish', isWrite: true }],
    body: { kind: 'json', limit: PUBLICATION_BYTES },
    handle: (call) => publish(call, options),
    failure: () => FACTS,
  };
}

const FACTS: AccessFacts = { interaction: 'create', transaction: 'ITI-105' };

async function publish(call: Call, options: PublishOptions): Promise<Reply> {
  const { stores } = options;
  const producer = producerOf(call);
  const publication = readPublication(call.body);
  if (publication.organization !== producer)
    throw new ApiError('NOT_PROCESSABLE', { field: 'DocumentReference.custodian' });
  const asked = askedBefore(call);
  const known =
    (asked && (await documentOf(stores, producer, asked))) ??
    (await documentOf(stores, producer, publication.document.identifier));
  if (known)
    return answerKnown(call, known, { publication, isAsked: asked !== undefined, options });
  const { fiscalCode } = publication.document;
  if (publication.marks.includes('P97') && !mayBeMinor(fiscalCode, call.now))
    throw new ApiError('not-a-minor');
  const replaced = await replacedBy(stores, publication, { producer, base: options.base });
  const id = randomUUID();
  const document: StoredDocument = {
    ...publication.document,
    id,
    producer,
    publisherKey: publisherKey(producer, publication.document.identifier),
    storedAt: call.now,
    chain: replaced?.chain ?? id,
    ...(replaced ? { replaces: replaced.id } : {}),
  };
  try {
    await storeDocument(stores, { document, data: publication.data, marks: publication.marks });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    if (error.field === 'replaces')
      throw new ApiError('unknown-replaced', { field: 'DocumentReference.relatesTo' });
    const winner = await documentOf(stores, producer, document.identifier); // published twice at once
    if (!winner) throw error;
    return answerKnown(call, winner, { publication, isAsked: false, options });
  }
  if (publication.endsHiding && replaced)
    await changeMarks(stores, document, (codes) => codes.filter((one) => one !== 'P99'));
  const item = await storedItem(stores, document);
  return {
    ...answer(call, item, { status: 201, base: options.base }),
    settle: async () => options.onStored?.(item),
  };
}

/** Published before: the same bytes are the same publication, others a mistake. */
async function answerKnown(
  call: Call,
  known: StoredDocument,
  {
    publication,
    isAsked,
    options,
  }: {
    readonly publication: Publication;
    readonly isAsked: boolean;
    readonly options: PublishOptions;
  },
): Promise<Reply> {
  const isSame =
    known.attachment.hash === publication.document.attachment.hash &&
    known.fiscalCode === publication.document.fiscalCode;
  if (!isAsked && !isSame)
    throw new ApiError('duplicate-identifier', { field: 'DocumentReference.masterIdentifier' });
  return answer(call, await storedItem(options.stores, known), { status: 200, base: options.base });
}

function answer(
  call: Call,
  item: Item,
  { status, base }: { readonly status: number; readonly base: string },
): Reply {
  const { document, version } = item;
  const isMinimal = /(^|[,;\s])return=minimal($|[,;\s])/.test(call.header('Prefer') ?? '');
  return {
    status,
    headers: {
      Location: `${base}/DocumentReference/${document.id}/_history/${version}`,
      ETag: `W/"${version}"`,
    },
    body: isMinimal
      ? undefined
      : documentReference(item, { base, reader: readerOf(call.caller), patient: undefined }),
    facts: {
      ...FACTS,
      itemType: 'DocumentReference',
      itemId: document.id,
      fiscalCode: document.fiscalCode,
    },
  };
}

function producerOf({ caller }: Call): string {
  const reader = readerOf(caller);
  if (reader.kind !== 'producer')
    throw new ApiError('ACCESS_DENIED_LEVEL', { scope: 'fse:publish' });
  return reader.organization;
}

/** The producer's own current document of the same person and class. @throws ApiError unknown-replaced */
async function replacedBy(
  stores: FseStores,
  { replaced, document }: Publication,
  { producer, base }: { readonly producer: string; readonly base: string },
): Promise<StoredDocument | undefined> {
  if (replaced === undefined) return undefined;
  const id = idOfReference(replaced, base, 'DocumentReference');
  const found = id === undefined ? undefined : await stores.documents.get(id);
  const isReplaced =
    found !== undefined && (await stores.documents.find({ replaces: found.id })).length > 0;
  const fits =
    !isReplaced &&
    found?.producer === producer &&
    found.fiscalCode === document.fiscalCode &&
    found.class === document.class;
  if (!found || !fits)
    throw new ApiError('unknown-replaced', { field: 'DocumentReference.relatesTo' });
  return found;
}

async function storedItem(stores: FseStores, document: StoredDocument): Promise<Item> {
  const items = await itemsOfPerson(stores, document.fiscalCode);
  const item = items.find((one) => one.document.id === document.id);
  if (!item) throw new ApiError('INTERNAL_ERROR', { detail: 'a stored document is not there' });
  return item;
}
