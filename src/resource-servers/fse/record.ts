/** Reading a record: the documents one reader sees, and nothing of the others. */
import type { Admitted } from '../kit/require.ts';
import { ApiError } from '../kit/errors.ts';
import type { FseStores } from './collections.ts';
import { type Item, itemsOf, type Reader, visible } from './rules.ts';

/** Who a caller is in front of a record. @throws ApiError ACCESS_DENIED_LEVEL a service registered without organisation */
export function readerOf(caller: Admitted): Reader {
  if (caller.kind === 'service') {
    if (caller.organization === undefined)
      throw new ApiError('ACCESS_DENIED_LEVEL', { scope: 'fse:publish' });
    return { kind: 'producer', organization: caller.organization };
  }
  return caller.detail
    ? { kind: 'delegate', datatypes: caller.detail.datatypes }
    : { kind: 'patient' };
}

/** Everything of a person, whoever may see it. A person has hundreds of documents, not millions. */
export async function itemsOfPerson(
  stores: Pick<FseStores, 'documents' | 'marks'>,
  fiscalCode: string,
): Promise<Item[]> {
  const [documents, marks] = await Promise.all([
    stores.documents.find({ fiscalCode }),
    stores.marks.find({ fiscalCode }),
  ]);
  return itemsOf(documents, marks);
}

/** What a caller sees: of the token's person, or an organisation's own documents (of one person, when named). */
export async function visibleItems(
  stores: Pick<FseStores, 'documents' | 'marks'>,
  caller: Admitted,
  ofPerson?: string,
): Promise<Item[]> {
  const reader = readerOf(caller);
  const items = await (caller.kind === 'person'
    ? itemsOfPerson(stores, caller.fiscalCode)
    : ofPerson === undefined
      ? itemsOfProducer(stores, caller.organization ?? '')
      : itemsOfPerson(stores, ofPerson));
  return items.filter((item) => visible(item, reader));
}

/**
 * One document a caller sees. The same work is done for an unknown id and for a hidden one.
 * @throws ApiError RESOURCE_NOT_FOUND
 */
export async function visibleItem(
  stores: Pick<FseStores, 'documents' | 'marks'>,
  caller: Admitted,
  id: string | undefined,
): Promise<Item> {
  const ofPerson =
    caller.kind === 'service' ? (await stores.documents.get(id ?? ''))?.fiscalCode : undefined;
  if (caller.kind === 'service' && ofPerson === undefined) throw new ApiError('RESOURCE_NOT_FOUND');
  const items = await visibleItems(stores, caller, ofPerson);
  const item = items.find(({ document }) => document.id === id);
  if (!item) throw new ApiError('RESOURCE_NOT_FOUND');
  return item;
}

async function itemsOfProducer(
  stores: Pick<FseStores, 'documents' | 'marks'>,
  producer: string,
): Promise<Item[]> {
  const [documents, marks] = await Promise.all([
    stores.documents.find({ producer }),
    stores.marks.find({ producer }),
  ]);
  return itemsOf(documents, marks);
}
