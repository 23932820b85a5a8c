/** From the items a reader may see to one page of them, and its Bundle. @source resource-servers 1.8 */
import type { Bundle, FhirResource } from 'fhir/r4.js';
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

/**
 * Cuts a page out of the items; `items` holds only what the reader may see, so total, order and
 * cursor tell of nothing else. @throws ApiError cursor-invalid
 */
export async function cutPage<T>(
  items: readonly T[],
  {
    call,
    cursors,
    search,
    definition,
  }: {
    readonly call: Pick<Call, 'caller' | 'now'>;
    readonly cursors: Cursors;
    readonly search: Search<T>;
    readonly definition: SearchDefinition<T>;
  },
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
  const fitting = items.filter(search.fits).sort((a, b) => order(endOf(a), endOf(b)));
  const rest = after ? fitting.filter((item) => order(endOf(item), after) > 0) : fitting;
  const shown = rest.slice(0, search.count);
  const last = shown.at(-1);
  const self = search.used.toString();
  const next =
    last && rest.length > shown.length ? await cursors.write(endOf(last), owner) : undefined;
  return {
    shown,
    total: fitting.length,
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
  }: { readonly base: string; readonly type: string; readonly render: (item: T) => FhirResource },
): Bundle {
  const address = (query: string): string => `${base}/${type}${query === '' ? '' : `?${query}`}`;
  const entry = page.shown.map((item) => {
    const resource = render(item);
    return {
      fullUrl: `${base}/${type}/${resource.id ?? ''}`,
      resource,
      search: { mode: 'match' as const },
    };
  });
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
