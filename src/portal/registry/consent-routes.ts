/** Consents: all of them, the decision on one, its history. */
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { readOwnForm, redirect } from '../login-routes.ts';
import type { PortalKey } from '../portal-pages.ts';
import { mayAct } from '../sections.ts';
import { fullName } from '../session.ts';
import { type PageVisit, idParam, visitPage } from '../sheet/page-visit.ts';
import { refusalOf, refusalText } from '../sheet/refused.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { StopError } from '../stops.ts';
import { consentsSheet, decideSheet, historySheet } from './consent-view.ts';
import { consentsPath } from './paths.ts';

type Handler = (ctx: Context) => Promise<void>;

/** Refusals after which the page is shown anew, with the text and state of now. */
const OWN = {
  'text-changed': 'consent.error.text-changed',
  'version-changed': 'consent.error.version-changed',
} as const satisfies Record<string, PortalKey>;

/** GET `/per/:person/consensi?fatto=`. */
export function listConsents(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query } = visitPage(deps, ctx, 'consents');
    const consents = await deps.registry.consents(session);
    const done = query.get('fatto') ?? undefined;
    showSheet(deps.pages, ctx, consentsSheet(t, acting, consents, done));
  };
}

/** GET `/per/:person/consensi/:id`. */
export function showConsent(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitDecider(deps, ctx);
    const consent = await deps.registry.consent(session, idParam(ctx, 'id'));
    showSheet(deps.pages, ctx, decideSheet(t, acting, consent));
  };
}

/** POST `.../:id`: fields `scelta`, `versione`, `testo`. */
export function decideConsent(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitDecider(deps, ctx);
    const form = await readOwnForm(deps, ctx);
    const id = idParam(ctx, 'id');
    const decision = form.get('scelta') ?? '';
    const version = form.get('versione') ?? '';
    if (!/^\d{1,9}$/.test(version)) throw new StopError('bad_request', { detail: 'no version' });
    if (decision !== 'permit' && decision !== 'deny') {
      const consent = await deps.registry.consent(session, id);
      showSheet(deps.pages, ctx, decideSheet(t, acting, consent, 'consent.decide.missing'));
      return;
    }
    const textUri = form.get('testo') ?? '';
    const { language } = t;
    const answer = await deps.registry.decide(session, {
      id,
      version,
      textUri,
      decision,
      language,
    });
    if (answer.kind === 'ok') {
      redirect(ctx, `${consentsPath(acting.id)}?fatto=${id}`);
      return;
    }
    const text = refusalText(t, refusalOf(answer, 'registry'), OWN);
    const consent = await deps.registry.consent(session, id);
    showSheet(deps.pages, ctx, decideSheet(t, acting, consent, undefined, text));
  };
}

/** GET `.../:id/storia`. */
export function showHistory(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'consents');
    const id = idParam(ctx, 'id');
    const consent = await deps.registry.consent(session, id);
    const history = await deps.registry.consentHistory(session, id);
    showSheet(deps.pages, ctx, historySheet(t, acting, consent, history));
  };
}

/** The visit of somebody who may decide. @throws StopError `not_covered`, and as `visitPage` */
function visitDecider(deps: PortalDeps, ctx: Context): PageVisit {
  const visit = visitPage(deps, ctx, 'consents');
  if (!mayAct(visit.acting, 'registry', 'consent'))
    throw new StopError('not_covered', { name: fullName(visit.acting) });
  return visit;
}
