/** Identifiers of published documents: unique per producer, so nobody learns of another's. */
import { ApiError } from '../kit/errors.ts';
import type { Call } from '../kit/route.ts';
import type { FseStores } from './collections.ts';
import type { StoredDocument } from './stored.ts';

/** The key under which an identifier is unique. */
export function publisherKey(
  producer: string,
  { system, value }: StoredDocument['identifier'],
): string {
  return `${producer}|${system}|${value}`;
}

/** `If-None-Exist: identifier=system|value`. @throws ApiError VALIDATION_ERROR another form */
export function askedBefore(call: Pick<Call, 'header'>): StoredDocument['identifier'] | undefined {
  const header = call.header('If-None-Exist');
  if (header === undefined) return undefined;
  const query = new URLSearchParams(header);
  const [system, value, ...rest] = (query.get('identifier') ?? '').split('|');
  if (query.size !== 1 || !system || !value || rest.length > 0)
    throw new ApiError('VALIDATION_ERROR', { field: 'http.If-None-Exist' });
  return { system, value };
}

/** A producer's document of an identifier: one at most. */
export async function documentOf(
  stores: Pick<FseStores, 'documents'>,
  producer: string,
  identifier: StoredDocument['identifier'],
): Promise<StoredDocument | undefined> {
  const [found] = await stores.documents.find({ publisherKey: publisherKey(producer, identifier) });
  return found;
}
