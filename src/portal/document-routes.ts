/** Addresses of the health record's pages, the same behind each of its three lists. */
import type Router from '@koa/router';
import type { PortalDeps } from './deps.ts';
import { askToHide, hide } from './hide-routes.ts';
import { CHANGES, type ChangeWord, openPdf, readReport } from './report-page.ts';
import { DOCUMENT_LISTS, type DocumentList } from './report.ts';
import { listReports } from './reports-routes.ts';
import { sectionPath } from './sections.ts';

/** Adds them. */
export function documentRoutes(deps: PortalDeps, router: Router): void {
  const words = Object.keys(CHANGES) as ChangeWord[]; // the keys of const objects are their own
  for (const list of Object.keys(DOCUMENT_LISTS) as DocumentList[]) {
    const base = sectionPath(':person', list);
    router.get(base, (ctx) => listReports(deps, ctx, list));
    router.get(`${base}/:id`, (ctx) => readReport(deps, ctx, list));
    router.get(`${base}/:id/pdf`, (ctx) => openPdf(deps, ctx, list));
    for (const word of words) {
      router.get(`${base}/:id/${word}`, (ctx) => askToHide(deps, ctx, { list, word }));
      router.post(`${base}/:id/${word}`, (ctx) => hide(deps, ctx, { list, word }));
    }
  }
}
