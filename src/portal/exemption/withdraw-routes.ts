/** A declaration is withdrawn: reason and day, check, PIN, done. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { readOwnForm, redirect } from '../login-routes.ts';
import { civilDate } from '../sheet/day.ts';
import { idParam } from '../sheet/page-visit.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { forgetTyped, keepTyped, resumedTyped, stepUp, typedAt } from '../step-up.ts';
import { StopError } from '../stops.ts';
import { DECLARE } from './exemption-client.ts';
import { declarationPath } from './paths.ts';
import { visitSigner } from './visit.ts';
import {
  typedWithdrawal,
  withdrawCheckSheet,
  withdrawSheet,
  withdrawalErrors,
} from './withdraw-view.ts';

type Handler = (ctx: Context) => Promise<void>;
const KEY = /^[0-9a-f-]{36}$/;

/** GET `/per/:person/esenzioni/dichiarazioni/:id/ritira`; `correggi=1` with what was typed before. */
export function showWithdrawal(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query } = visitSigner(deps, ctx);
    const one = await deps.exemption.declaration(session, idParam(ctx, 'id'));
    const page = `${declarationPath(acting.id, one.id)}/ritira/conferma`;
    const before =
      query.get('correggi') === '1' ? await typedAt(deps, ctx, session, page) : undefined;
    const typed = before ?? { motivo: '', dal: civilDate(Date.now()) };
    showSheet(deps.pages, ctx, withdrawSheet(t, acting, one, { typed }));
  };
}

/** POST the same: fields `motivo`, `dal`. */
export function fillWithdrawal(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitSigner(deps, ctx);
    const form = await readOwnForm(deps, ctx);
    const one = await deps.exemption.declaration(session, idParam(ctx, 'id'));
    const typed = typedWithdrawal(form);
    if (Object.keys(withdrawalErrors(typed)).length > 0) {
      showSheet(deps.pages, ctx, withdrawSheet(t, acting, one, { typed, showsErrors: true }));
      return;
    }
    const page = `${declarationPath(acting.id, one.id)}/ritira/conferma`;
    await keepTyped(deps, ctx, session, { page, typed: { ...typed, chiave: randomUUID() } });
    redirect(ctx, `${page}?resumed=1`);
  };
}

/** GET `.../ritira/conferma?resumed=1`: the check; without what was typed back to the form. */
export function showWithdrawalCheck(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitSigner(deps, ctx);
    const one = await deps.exemption.declaration(session, idParam(ctx, 'id'));
    const typed = await resumedTyped(deps, ctx, session);
    if (typed) showSheet(deps.pages, ctx, withdrawCheckSheet(t, acting, one, { typed }));
    else redirect(ctx, `${declarationPath(acting.id, one.id)}/ritira`);
  };
}

/** POST `.../ritira/conferma`: withdraws. */
export function confirmWithdrawal(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitSigner(deps, ctx);
    const form = await readOwnForm(deps, ctx);
    const id = idParam(ctx, 'id');
    const key = form.get('chiave') ?? '';
    const typed = { ...typedWithdrawal(form), chiave: key };
    if (!KEY.test(key) || Object.keys(withdrawalErrors(typed)).length > 0)
      throw new StopError('bad_request', { detail: 'a check without its fields' });
    const { motivo: reason = '', dal: from = '' } = typedWithdrawal(form) as {
      motivo?: string;
      dal?: string;
    };
    const order = { id, reason, from, key, language: t.language };
    const answer = await deps.exemption.withdraw(session, order);
    if (answer.kind === 'step-up') {
      const again = { ...typed, ancora: '1' };
      await stepUp(deps, ctx, session, { page: ctx.path, typed: again, pinScope: DECLARE });
      return;
    }
    if (answer.kind === 'ok') {
      await forgetTyped(deps, ctx, session, ctx.path);
      redirect(ctx, `${declarationPath(acting.id, id)}?fatto=ritirata`);
      return;
    }
    const one = await deps.exemption.declaration(session, id);
    const again = { ...typed, chiave: randomUUID() };
    const state = { typed: again, refusal: answer };
    showSheet(deps.pages, ctx, withdrawCheckSheet(t, acting, one, state));
  };
}
