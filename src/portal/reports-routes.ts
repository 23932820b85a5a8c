/** The list of reports, one report, its PDF: for the person in the address. @source ux 1.11, 1.12 */
import type { Context } from 'koa';
import { PORTAL_FILTERS_FROM, PORTAL_FILTER_YEARS } from '../../config/limits.ts';
import { inLanguage } from '../web/html.ts';
import type { PortalDeps } from './deps.ts';
import type { ReportQuery } from './fse-client.ts';
import { redirect } from './login-routes.ts';
import { printedNote } from './printed.ts';
import { groupByYear, viewReport, yearOf } from './report-view.ts';
import { KINDS, type Kind, REPORT_ID } from './report.ts';
import { reportsPath } from './return-path.ts';
import { requireSection } from './section-visit.ts';
import { fullName } from './session.ts';
import type { LiveSession } from './sessions.ts';
import { StopError } from './stops.ts';

const KIND_NAMES = Object.keys(KINDS) as Kind[]; // the keys of a const object are its own

/** GET `/per/:person/referti?type=&year=&cursor=`. */
export async function listReports(deps: PortalDeps, ctx: Context, person: string): Promise<void> {
  const session = requireSection(ctx, person, 'documents');
  const query = readQuery(ctx);
  try {
    await showList(deps, ctx, session, query);
  } catch (error) {
    const isOldCursor = error instanceof StopError && error.page === 'expired';
    if (!isOldCursor || query.cursor === undefined) throw error;
    redirect(ctx, reportsPath(person)); // a page left open for an hour begins again with the newest
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
  const t = deps.pages.translatorOf(ctx);
  const isFiltered = query.kind !== undefined || query.year !== undefined;
  const thisYear = yearOf(Date.now());
  deps.pages.show(ctx, {
    view: 'reports',
    section: 'documents',
    title: t('reports.title', { name: acting.givenName }),
    data: {
      heading: t('reports.title', { name: fullName(acting) }),
      switched: ctx.query['switched'] === '1' ? fullName(acting) : undefined,
      path: reportsPath(acting.id),
      total: page.total,
      isFiltered,
      filters: (isFiltered || page.total >= PORTAL_FILTERS_FROM) && {
        kinds: KIND_NAMES.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
        years: Array.from({ length: PORTAL_FILTER_YEARS }, (_, index) => thisYear - index),
        kind: query.kind,
        year: query.year,
      },
      years: groupByYear(t, acting.id, page.reports),
      older: page.next === undefined ? undefined : withQuery(ctx, page.next),
      isFirst: query.cursor === undefined,
      printed: printedNote(t, session),
    },
  });
}

/** GET `/per/:person/referti/:id`. */
export async function readReport(
  deps: PortalDeps,
  ctx: Context,
  address: { readonly person: string; readonly id: string },
): Promise<void> {
  const session = requireSection(ctx, address.person, 'documents');
  const report = await deps.fse.read(session, requireId(address.id));
  const t = deps.pages.translatorOf(ctx);
  const view = viewReport(t, session.acting.id, report);
  deps.pages.show(ctx, {
    view: 'report',
    section: 'documents',
    title: t('report.title', { type: view.type, of_date: view.ofDate }),
    data: {
      report: view,
      meta: t.html('report.meta', {
        facility: t.language === 'it' ? report.facility : inLanguage('it', report.facility),
        name: fullName(session.acting),
      }),
      list: reportsPath(session.acting.id),
      printed: printedNote(t, session),
    },
  });
}

/** GET `/per/:person/referti/:id/pdf`. */
export async function openPdf(
  deps: PortalDeps,
  ctx: Context,
  address: { readonly person: string; readonly id: string },
): Promise<void> {
  const session = requireSection(ctx, address.person, 'documents');
  const { bytes, fileName } = await deps.fse.pdf(session, requireId(address.id));
  ctx.type = 'application/pdf';
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Disposition', `inline; filename="${fileName}"`);
  // the browser's own reader is drawn with inline style
  ctx.set(
    'Content-Security-Policy',
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  ctx.body = bytes;
}

function requireId(id: string): string {
  if (!REPORT_ID.test(id)) throw new StopError('document_gone');
  return id;
}

/** What is asked; what is not understood asks for everything. */
function readQuery(ctx: Context): ReportQuery {
  const query = new URLSearchParams(ctx.querystring);
  const year = Number(query.get('year'));
  const thisYear = yearOf(Date.now());
  const cursor = query.get('cursor');
  return {
    kind: KIND_NAMES.find((kind) => kind === query.get('type')),
    year: year <= thisYear && year > thisYear - PORTAL_FILTER_YEARS ? year : undefined,
    cursor: cursor === null || cursor === '' ? undefined : cursor,
  };
}

/** This list, further on. */
function withQuery(ctx: Context, cursor: string): string {
  const query = new URLSearchParams(ctx.querystring);
  query.delete('switched');
  query.set('cursor', cursor);
  return `${ctx.path}?${query.toString()}`;
}
