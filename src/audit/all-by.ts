/** Everything of a collection in the order of an instant, page by page, each entity once. */
import type { Collection, Entity, InstantField } from '../storage/collection.ts';

const PAGE = 500;

/** Walks the collection from an instant on; holds one page in memory. */
export async function* eachBy<T extends Entity>(
  collection: Collection<T>,
  field: InstantField<T>,
  from: number,
): AsyncGenerator<T> {
  let seen = new Set<string>();
  for (let since = from, limit = PAGE; ; ) {
    const page = await collection.before(field, Number.MAX_SAFE_INTEGER, limit, since);
    for (const entity of page) if (!seen.has(entity.id)) yield entity;
    const last = page.at(-1);
    if (!last || page.length < limit) return;
    const instant = last[field] as number; // an InstantField that `before` found is a number
    if (instant === since) limit *= 2; // more of one instant than a page holds
    seen = new Set(page.filter((entity) => entity[field] === last[field]).map(({ id }) => id));
    since = instant;
  }
}

/** The same as a list, for collections that are small. */
export async function allBy<T extends Entity>(
  collection: Collection<T>,
  field: InstantField<T>,
  from: number,
): Promise<T[]> {
  const all: T[] = [];
  for await (const entity of eachBy(collection, field, from)) all.push(entity);
  return all;
}
