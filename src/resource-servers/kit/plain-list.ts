/** Lists of the JSON paths: FHIR's search and pages under plain names. @source resource-servers 1.8 */
import type { Page } from './page.ts';

/** JSON lists say `count` and `cursor` where FHIR says `_count` and `_cursor`. */
export function fromPlainNames(query: URLSearchParams): URLSearchParams {
  const renamed = [...query].map(([name, value]): [string, string] => [
    name === 'count' || name === 'cursor' ? `_${name}` : name,
    value,
  ]);
  return new URLSearchParams(renamed);
}

/** The body of a page: `{total, items, next}`; `address` is the list's own, without query. */
export function plainList<T>(
  page: Page<T>,
  address: string,
  render: (item: T) => Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    total: page.total,
    items: page.shown.map(render),
    next: page.next === undefined ? null : `${address}?${toPlainNames(page.next)}`,
  };
}

function toPlainNames(query: string): string {
  return query.replace(/(^|&)_(count|cursor)=/g, '$1$2=');
}
