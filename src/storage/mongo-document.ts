/**
 * How an entity lies in MongoDB: as it is, but `_id` for `id`, and a `version` that every write
 * changes. A version is `<count>.<random>`: the guard of compare-and-swap, and the mark by which a
 * writer whose answer was lost finds out whether its write was done.
 */
import { randomBytes } from 'node:crypto';
import type { Entity } from './collection.ts';

/** One stored document. */
export interface StoredDocument {
  readonly _id: string;
  readonly version: string;
  readonly [field: string]: unknown;
}

/** The document of an entity; `replaced` is the version it takes the place of. */
export function toDocument(entity: Entity, replaced?: string): StoredDocument {
  const { id, ...fields } = entity;
  const count = replaced === undefined ? 1 : countOf(replaced) + 1;
  return { _id: id, ...fields, version: `${count}.${randomBytes(9).toString('base64url')}` };
}

/** The entity of a document: only `toDocument` makes them, so it is what was given there. */
export function toEntity(document: StoredDocument): Entity {
  const { _id, ...fields } = document;
  const entity: Record<string, unknown> & Entity = { id: _id, ...fields };
  delete entity['version'];
  return entity;
}

/** How often the entity was written. */
export function countOf(version: string): number {
  return Number.parseInt(version, 10);
}
