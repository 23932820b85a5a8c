/** Addresses of the health record's pages. */
import type Router from '@koa/router';
import type { PortalDeps } from './deps.ts';
import { listReports, openPdf, readReport } from './reports-routes.ts';
import { paramOf } from './section-visit.ts';

/** Adds them. */
export function documentRoutes(deps: PortalDeps, router: Router): void {
  const base = '/per/:person/referti';
  router.get(base, (ctx) => listReports(deps, ctx, paramOf(ctx, 'person')));
  router.get(`${base}/:id`, (ctx) => readReport(deps, ctx, addressOf(ctx)));
  router.get(`${base}/:id/pdf`, (ctx) => openPdf(deps, ctx, addressOf(ctx)));
}

function addressOf(ctx: { readonly params?: unknown }): { person: string; id: string } {
  return { person: paramOf(ctx, 'person'), id: paramOf(ctx, 'id') };
}
