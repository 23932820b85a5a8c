/** Lists on JSON paths: what the kit finds and cuts, in their words. @source resource-servers 1.8 */
import type { Cursors } from '../kit/cursor.ts';
import { cutPage, type Page } from '../kit/page.ts';
import type { Call } from '../kit/route.ts';
import { parseSearch, type SearchDefinition } from '../kit/search.ts';

/** One page of the items, and the address of the next, null at the end. */
export interface JsonPage<T> extends Page<T> {
  readonly nextAddress: string | null;
}

/** Cuts a page; `definition.type` is the path without its slash. @throws ApiError VALIDATION_ERROR · cursor-invalid */
export async function jsonPage<T>(
  items: readonly T[],
  {
    call,
    base,
    cursors,
    definition,
  }: {
    readonly call: Call;
    readonly base: string;
    readonly cursors: Cursors;
    readonly definition: SearchDefinition<T>;
  },
): Promise<JsonPage<T>> {
  const search = parseSearch(fromPlainNames(call.query), definition, call.isStrict);
  const page = await cutPage(items, { call, cursors, search, definition });
  const next = page.next?.replace(/(^|&)_(count|cursor)=/g, '$1$2=');
  return {
    ...page,
    nextAddress: next === undefined ? null : `${base}/${definition.type}?${next}`,
  };
}

/** JSON lists say `count` and `cursor` where FHIR says `_count` and `_cursor`. */
function fromPlainNames(query: URLSearchParams): URLSearchParams {
  const renamed = [...query].map(([name, value]): [string, string] => [
    name === 'count' || name === 'cursor' ? `_${name}` : name,
    value,
  ]);
  return new URLSearchParams(renamed);
}
