/** From the items a reader may see to one page of them, and its Bundle. @source resource-servers 1.8 */
import type { Bundle, BundleEntry, FhirResource } from 'fhir/r4.js';
import type { Cursors, PageEnd } from './cursor.ts';
import type { Call } from './route.ts';
import type { Search, SearchDefinition } from './search.ts';

/** One page: the items shown, how many fit in all, and the query of the next page. */
export interface Page<T> {
  readonly shown: readonly T[];
  readonly total: number;
  readonly self: string;
  readonly next: string | undefined;
}

/** With what a page is cut. */
export interface PageCut<T> {
  readonly call: Pick<Call, 'caller' | 'now'>;
  readonly cursors: Cursors;
  readonly search: Search<T>;
  readonly definition: SearchDefinition<T>;
}

/** An item with its place in the order. */
interface Placed<T> {
  readonly item: T;
  readonly end: PageEnd;
}

/**
 * Cuts a page out of the items; `items` holds only what the reader may see, so total, order and
 * cursor tell of nothing else. @throws ApiError cursor-invalid
 */
export function cutPage<T>(items: readonly T[], cut: PageCut<T>): Promise<Page<T>> {
  return cutBatches([items], cut);
}

/**
 * The same for items that come in batches, each after all items of the batch before in the order
 * of the search: no more is kept than one batch and one page. @throws ApiError cursor-invalid
 */
export async function cutBatches<T>(
  batches: Iterable<readonly T[]> | AsyncIterable<readonly T[]>,
  { call, cursors, search, definition }: PageCut<T>,
): Promise<Page<T>> {
  const owner = {
    caller: call.caller,
    search: `${definition.type}?${search.used.toString()}`,
    now: call.now,
  };
  const after = search.cursor === undefined ? undefined : await cursors.read(search.cursor, owner);
  const endOf = (item: T): PageEnd => ({ key: search.key(item), id: definition.idOf(item) });
  const order = (a: PageEnd, b: PageEnd): number => {
    const byKey = search.isDescending ? b.key - a.key : a.key - b.key;
    return byKey !== 0 ? byKey : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  };
  const rest: Placed<T>[] = []; // one more than the page: whether there is a next one
  let total = 0;
  for await (const batch of batches) {
    // a key may cost more than a comparison: it is asked once
    const fitting = batch.filter(search.fits).map((item) => ({ item, end: endOf(item) }));
    const behind = after ? fitting.filter(({ end }) => order(end, after) > 0) : fitting;
    total += fitting.length;
    if (rest.length > search.count) continue;
    behind.sort((a, b) => order(a.end, b.end));
    rest.push(...behind.slice(0, search.count + 1 - rest.length));
  }
  const shown = rest.slice(0, search.count);
  const last = shown.at(-1);
  const self = search.used.toString();
  const next =
    last && rest.length > shown.length ? await cursors.write(last.end, owner) : undefined;
  return {
    shown: shown.map(({ item }) => item),
    total,
    self,
    next: next === undefined ? undefined : `${self}${self === '' ? '' : '&'}_cursor=${next}`,
  };
}

/** The searchset Bundle of a page. An empty one has no `entry`: FHIR forbids empty lists. */
export function toBundle<T>(
  page: Page<T>,
  {
    base,
    type,
    render,
    included = [],
  }: {
    readonly base: string;
    readonly type: string;
    readonly render: (item: T) => FhirResource;
    /** What matches refer to, where the search asked for it: no part of the total. */
    readonly included?: readonly FhirResource[];
  },
): Bundle {
  const address = (query: string): string => `${base}/${type}${query === '' ? '' : `?${query}`}`;
  const entryOf = (resource: FhirResource, mode: 'match' | 'include'): BundleEntry => ({
    fullUrl: `${base}/${resource.resourceType}/${resource.id ?? ''}`,
    resource,
    search: { mode },
  });
  const entry = [
    ...page.shown.map((item) => entryOf(render(item), 'match')),
    ...included.map((resource) => entryOf(resource, 'include')),
  ];
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: page.total,
    link: [
      { relation: 'self', url: address(page.self) },
      ...(page.next === undefined ? [] : [{ relation: 'next', url: address(page.next) }]),
    ],
    ...(entry.length > 0 ? { entry } : {}),
  };
}
