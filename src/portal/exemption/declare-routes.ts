/** An exemption is declared: choose, read and answer, check, PIN, done. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { type FormFields } from '../../web/forms.ts';
import { readOwnForm, redirect } from '../login-routes.ts';
import { paramOf } from '../section-visit.ts';
import { type PageVisit } from '../sheet/page-visit.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { forgetTyped, keepTyped, resumedTyped, stepUp, typedAt } from '../step-up.ts';
import { StopError } from '../stops.ts';
import { factErrors, factsIn, isAllYes, typedAtCheck, typedFacts } from './answers.ts';
import { checkSheet, chooseSheet, fillSheet } from './declare-view.ts';
import { DECLARE } from './exemption-client.ts';
import { type SwornText, readDeclaration } from './exemption.ts';
import { declarationPath, declarePath, textPath } from './paths.ts';
import { visitSigner } from './visit.ts';

type Handler = (ctx: Context) => Promise<void>;
const KEY = /^[0-9a-f-]{36}$/;

/** GET `/per/:person/esenzioni/dichiara?finita=1`. */
export function chooseText(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query } = visitSigner(deps, ctx);
    const texts = await deps.exemption.texts(session, t.language);
    showSheet(deps.pages, ctx, chooseSheet(t, acting, texts, query.get('finita') === '1'));
  };
}

/** GET `.../dichiara/:code/:version`: the text; `correggi=1` with the answers given before. */
export function showText(deps: PortalDeps): Handler {
  return async (ctx) => {
    const visit = visitSigner(deps, ctx);
    const { session, acting, t, query } = visit;
    const text = await wantedText(deps, ctx, visit);
    if (!text) return;
    const isAgain = query.get('correggi') === '1';
    const typed = isAgain
      ? await typedAt(deps, ctx, session, `${textPath(acting.id, text)}/conferma`)
      : undefined;
    const isNew = query.get('cambiato') === '1';
    showSheet(deps.pages, ctx, fillSheet(t, acting, text, { typed, isNew }));
  };
}

/** POST the same: fields `f_*` (`si`, `no`), `vero`, `impronta`. */
export function fillText(deps: PortalDeps): Handler {
  return async (ctx) => {
    const visit = visitSigner(deps, ctx);
    const { session, acting, t } = visit;
    const form = await readOwnForm(deps, ctx);
    const text = await wantedText(deps, ctx, visit, form);
    if (!text) return;
    const typed = typedFacts(text, form);
    if (Object.keys(factErrors(text, typed)).length > 0) {
      showSheet(deps.pages, ctx, fillSheet(t, acting, text, { typed, showsErrors: true }));
      return;
    }
    const page = `${textPath(acting.id, text)}/conferma`;
    const kept = { ...typed, impronta: text.sha256, chiave: randomUUID() };
    await keepTyped(deps, ctx, session, { page, typed: kept });
    redirect(ctx, `${page}?resumed=1`);
  };
}

/** GET `.../conferma?resumed=1`: the check, from what was typed; without it back to the text. */
export function showCheck(deps: PortalDeps): Handler {
  return async (ctx) => {
    const visit = visitSigner(deps, ctx);
    const { session, acting, t } = visit;
    const text = await wantedText(deps, ctx, visit);
    if (!text) return;
    const typed = await resumedTyped(deps, ctx, session);
    if (!typed || Object.keys(factErrors(text, typed)).length > 0) {
      redirect(ctx, textPath(acting.id, text));
      return;
    }
    if (typed['impronta'] !== text.sha256) {
      redirect(ctx, `${textPath(acting.id, text)}?cambiato=1`);
      return;
    }
    showSheet(deps.pages, ctx, checkSheet(t, acting, text, { typed, signer: session.person }));
  };
}

/**
 * POST `.../conferma`: signs. Asked before the texts are read again: once signed, a text is offered
 * no more, and a second press must get the answer of the first by its key.
 */
export function confirmText(deps: PortalDeps): Handler {
  return async (ctx) => {
    const visit = visitSigner(deps, ctx);
    const { session, acting, t } = visit;
    const form = await readOwnForm(deps, ctx);
    const typed = typedAtCheck(form);
    const { impronta: sha256 = '', chiave: key = '' } = typed;
    if (!KEY.test(key) || !isAllYes(typed))
      throw new StopError('bad_request', { detail: 'a check without its fields' });
    const answer = await deps.exemption.declare(session, {
      text: { code: paramOf(ctx, 'code'), version: paramOf(ctx, 'version'), sha256 },
      facts: factsIn(typed),
      key,
      language: t.language,
    });
    if (answer.kind === 'step-up') {
      const again = { ...typed, ancora: '1' };
      await stepUp(deps, ctx, session, { page: ctx.path, typed: again, pinScope: DECLARE });
      return;
    }
    if (answer.kind === 'ok') {
      await forgetTyped(deps, ctx, session, ctx.path);
      const { id } = readDeclaration(answer.json);
      redirect(ctx, `${declarationPath(acting.id, id)}?fatto=firmata`);
      return;
    }
    const text = await wantedText(deps, ctx, visit, form);
    if (!text) return;
    const again = { ...typed, chiave: randomUUID() };
    const state = { typed: again, signer: session.person, refusal: answer };
    showSheet(deps.pages, ctx, checkSheet(t, acting, text, state));
  };
}

/**
 * The text of the address as it may be signed today, and as the form showed it. Undefined when the
 * browser was sent on: to the text that took its place, or to choose again.
 */
async function wantedText(
  deps: PortalDeps,
  ctx: Context,
  { session, acting, t }: PageVisit,
  form?: FormFields,
): Promise<SwornText | undefined> {
  const texts = await deps.exemption.texts(session, t.language);
  const [code, version] = [paramOf(ctx, 'code'), paramOf(ctx, 'version')];
  const same = texts.find((one) => one.code === code && one.version === version);
  const isAsShown = form === undefined || form.get('impronta') === same?.sha256;
  if (same && isAsShown) return same;
  const other = same ?? texts.find((one) => one.code === code);
  const target = other
    ? `${textPath(acting.id, other)}?cambiato=1`
    : `${declarePath(acting.id)}?finita=1`;
  redirect(ctx, target);
  return undefined;
}
