/** Lists of documents: the whole record, prescriptions, vaccinations. @source ux 1.11, 1.12 */
import type { Context } from 'koa';
import { PORTAL_FILTERS_FROM, PORTAL_FILTER_YEARS } from '../../config/limits.ts';
import type { PortalDeps } from './deps.ts';
import type { ReportQuery } from './fse-client.ts';
import { isFiltered, olderQuery, readListQuery } from './list-query.ts';
import { redirect } from './login-routes.ts';
import { printedNote } from './printed.ts';
import { groupByYear, yearOf } from './report-view.ts';
import { DOCUMENT_LISTS, type DocumentList } from './report.ts';
import { paramOf, requireSection } from './section-visit.ts';
import { sectionPath } from './sections.ts';
import { fullName } from './session.ts';
import type { LiveSession } from './sessions.ts';
import { StopError } from './stops.ts';

/** Texts of a list: `reports.*`, `prescriptions.*`, `vaccinations.*`. */
export const LIST_TEXTS = {
  documents: 'reports',
  prescriptions: 'prescriptions',
  vaccinations: 'vaccinations',
} as const satisfies Record<DocumentList, string>;

/** GET `/per/:person/{referti,ricette,vaccinazioni}?type=&year=&from=&to=&cursor=`. */
export async function listReports(
  deps: PortalDeps,
  ctx: Context,
  list: DocumentList,
): Promise<void> {
  const person = paramOf(ctx, 'person');
  const session = requireSection(ctx, person, list);
  const query = readListQuery(list, ctx.querystring, Date.now());
  try {
    await showList(deps, ctx, session, query);
  } catch (error) {
    const isOldCursor = error instanceof StopError && error.page === 'expired';
    if (!isOldCursor || query.cursor === undefined) throw error;
    redirect(ctx, sectionPath(person, list)); // a page left open for an hour begins again with the newest
  }
}

async function showList(
  deps: PortalDeps,
  ctx: Context,
  session: LiveSession,
  query: ReportQuery,
): Promise<void> {
  const page = await deps.fse.list(session, query);
  const { acting } = session;
  const { list } = query;
  const texts = LIST_TEXTS[list];
  const t = deps.pages.translatorOf(ctx);
  const filtered = isFiltered(query);
  const thisYear = yearOf(Date.now());
  const path = sectionPath(acting.id, list);
  const { kinds } = DOCUMENT_LISTS[list];
  deps.pages.show(ctx, {
    view: 'reports',
    section: list,
    title: t(`${texts}.title`, { name: acting.givenName }),
    data: {
      heading: t(`${texts}.title`, { name: fullName(acting) }),
      lead: t(`${texts}.lead`),
      path,
      total: page.total,
      none: t(filtered ? 'reports.none_found' : `${texts}.empty`),
      isFiltered: filtered,
      filters: (filtered || page.total >= PORTAL_FILTERS_FROM) && {
        kinds: kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
        years: Array.from({ length: PORTAL_FILTER_YEARS }, (_, index) => thisYear - index),
        ...query,
      },
      years: groupByYear(t, path, page.reports),
      older:
        page.next === undefined
          ? undefined
          : `${ctx.path}?${olderQuery(ctx.querystring, page.next)}`,
      isFirst: query.cursor === undefined,
      printed: printedNote(t, session),
    },
  });
}
