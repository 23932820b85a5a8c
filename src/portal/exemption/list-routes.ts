/** My exemptions and signed declarations, one of them, its receipt. */
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import type { JsonPage } from '../json-page.ts';
import { redirect } from '../login-routes.ts';
import type { LiveSession } from '../sessions.ts';
import { civilDate } from '../sheet/day.ts';
import { idParam, visitPage } from '../sheet/page-visit.ts';
import { sendPdf } from '../sheet/send-pdf.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { StopError } from '../stops.ts';
import { DONE, declarationSheet } from './declaration-view.ts';
import type { Declaration } from './exemption.ts';
import { listSheet } from './list-view.ts';

type Handler = (ctx: Context) => Promise<void>;

/** GET `/per/:person/esenzioni?cursor=`. */
export function listExemptions(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query } = visitPage(deps, ctx, 'exemptions');
    const cursor = query.get('cursor') ?? undefined;
    try {
      const [exemptions, declarations] = await Promise.all([
        deps.exemption.exemptions(session),
        declarationsOf(deps, session, cursor),
      ]);
      const now = Date.now();
      showSheet(deps.pages, ctx, listSheet(t, acting, { exemptions, declarations, now }));
    } catch (error) {
      const isOldCursor = error instanceof StopError && error.page === 'expired';
      if (!isOldCursor || cursor === undefined) throw error;
      redirect(ctx, ctx.path); // a page left open for an hour begins again
    }
  };
}

/** GET `/per/:person/esenzioni/dichiarazioni/:id?fatto=`. */
export function showDeclaration(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query } = visitPage(deps, ctx, 'exemptions');
    requireLaw(session);
    const one = await deps.exemption.declaration(session, idParam(ctx, 'id'));
    const done = DONE.find((word) => word === query.get('fatto'));
    const today = civilDate(Date.now());
    showSheet(deps.pages, ctx, declarationSheet(t, acting, one, { done, today }));
  };
}

/** GET `/per/:person/esenzioni/dichiarazioni/:id/ricevuta`. */
export function openReceipt(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session } = visitPage(deps, ctx, 'exemptions');
    requireLaw(session);
    sendPdf(ctx, await deps.exemption.receipt(session, idParam(ctx, 'id')), 'ricevuta.pdf');
  };
}

/** A delegate by mandate sees no declarations: what was sworn is not theirs. */
async function declarationsOf(
  deps: PortalDeps,
  session: LiveSession,
  cursor: string | undefined,
): Promise<JsonPage<Declaration> | undefined> {
  return session.acting.basis === 'mandate'
    ? undefined
    : deps.exemption.declarations(session, cursor);
}

/** @throws StopError `not_found` for a delegate by mandate, as for what is not there */
function requireLaw({ acting }: LiveSession): void {
  if (acting.basis === 'mandate') throw new StopError('not_found', { detail: 'a mandate' });
}
