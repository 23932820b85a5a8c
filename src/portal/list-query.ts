/** What the address of a list asks for. What is not understood asks for everything. Pure. */
import { PORTAL_FILTER_YEARS } from '../../config/limits.ts';
import type { ReportQuery } from './fse-client.ts';
import { DOCUMENT_LISTS, type DocumentList, type Kind } from './report.ts';
import { yearOf } from './report-view.ts';

/** Reads `type`, `year`, `from`, `to` and `cursor` of a query string. */
export function readListQuery(list: DocumentList, text: string, now: number): ReportQuery {
  const query = new URLSearchParams(text);
  const kinds: readonly Kind[] = DOCUMENT_LISTS[list].kinds;
  const year = Number(query.get('year'));
  const thisYear = yearOf(now);
  const cursor = query.get('cursor');
  return {
    list,
    kind: kinds.find((kind) => kind === query.get('type')),
    year: year <= thisYear && year > thisYear - PORTAL_FILTER_YEARS ? year : undefined,
    from: dayOf(query.get('from')),
    to: dayOf(query.get('to')),
    cursor: cursor === null || cursor === '' ? undefined : cursor,
  };
}

/** Whether less than everything is asked for. */
export function isFiltered({ kind, year, from, to }: ReportQuery): boolean {
  return [kind, year, from, to].some((one) => one !== undefined);
}

/** The same list, further on. */
export function olderQuery(text: string, cursor: string): string {
  const query = new URLSearchParams(text);
  query.delete('switched');
  query.set('cursor', cursor);
  return query.toString();
}

/** A civil date that exists. */
export function dayOf(text: string | null): string | undefined {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const instant = Date.parse(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text); // no 31st of February
  return exists ? text : undefined;
}
