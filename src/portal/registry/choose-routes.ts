/** A doctor is chosen or left: check, PIN, done. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import { PAGE_MAX } from '../../../config/limits.ts';
import type { PortalDeps } from '../deps.ts';
import { readOwnForm, redirect } from '../login-routes.ts';
import { mayAct } from '../sections.ts';
import { fullName } from '../session.ts';
import { type PageVisit, idParam, visitPage } from '../sheet/page-visit.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { forgetTyped, resumedTyped, stepUp } from '../step-up.ts';
import { StopError } from '../stops.ts';
import { chooseSheet, leaveSheet } from './doctor-check-view.ts';
import { type Doctor, searchWord } from './doctor.ts';
import { doctorPath } from './paths.ts';
import { CHOOSE } from './registry-client.ts';

type Handler = (ctx: Context) => Promise<void>;
const KEY = /^[0-9a-f-]{36}$/;

/** GET `/per/:person/medico/scegli/:id?nome=`; after the PIN with `resumed=1`. */
export function showChoose(deps: PortalDeps): Handler {
  return async (ctx) => {
    const visit = visitChooser(deps, ctx);
    const { session, acting, t, query } = visit;
    const typed = await resumedTyped(deps, ctx, session);
    const name = typed?.['nome'] ?? query.get('nome') ?? '';
    const doctor = await wantedDoctor(deps, ctx, visit, name);
    const { current } = await deps.registry.choices(session);
    const key = typed?.['chiave'] ?? randomUUID();
    showSheet(
      deps.pages,
      ctx,
      chooseSheet(t, acting, doctor, { current, key, isBack: typed !== undefined }),
    );
  };
}

/** POST `.../scegli/:id`: fields `chiave`, `attuale`, `nome`. */
export function chooseDoctor(deps: PortalDeps): Handler {
  return async (ctx) => {
    const visit = visitChooser(deps, ctx);
    const { session, acting, t } = visit;
    const typed = typedIn(await readOwnForm(deps, ctx));
    const { chiave: key, attuale: believed, nome: name } = typed;
    const answer = await deps.registry.changeDoctor(session, {
      doctor: idParam(ctx, 'id'),
      current: believed === '' ? undefined : believed,
      key,
      language: t.language,
    });
    if (answer.kind === 'step-up') {
      await stepUp(deps, ctx, session, { page: ctx.path, typed, pinScope: CHOOSE });
      return;
    }
    await forgetTyped(deps, ctx, session, ctx.path);
    if (answer.kind === 'ok') {
      redirect(ctx, `${doctorPath(acting.id)}?fatto=scelto`);
      return;
    }
    const doctor = await wantedDoctor(deps, ctx, visit, name);
    const { current } = await deps.registry.choices(session);
    const state = { current, key: randomUUID(), refusal: answer };
    showSheet(deps.pages, ctx, chooseSheet(t, acting, doctor, state));
  };
}

/** GET `/per/:person/medico/lascia`; after the PIN with `resumed=1`. */
export function showLeave(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitChooser(deps, ctx);
    const typed = await resumedTyped(deps, ctx, session);
    const { current } = await deps.registry.choices(session);
    const key = typed?.['chiave'] ?? randomUUID();
    if (current)
      showSheet(
        deps.pages,
        ctx,
        leaveSheet(t, acting, current, { key, isBack: typed !== undefined }),
      );
    else redirect(ctx, doctorPath(acting.id));
  };
}

/** POST `.../lascia`: fields `chiave`, `attuale`. */
export function leaveDoctor(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitChooser(deps, ctx);
    const typed = typedIn(await readOwnForm(deps, ctx));
    const answer = await deps.registry.changeDoctor(session, {
      doctor: undefined,
      current: typed.attuale,
      key: typed.chiave,
      language: t.language,
    });
    if (answer.kind === 'step-up') {
      await stepUp(deps, ctx, session, { page: ctx.path, typed, pinScope: CHOOSE });
      return;
    }
    await forgetTyped(deps, ctx, session, ctx.path);
    if (answer.kind === 'ok') {
      redirect(ctx, `${doctorPath(acting.id)}?fatto=lasciato`);
      return;
    }
    const { current } = await deps.registry.choices(session);
    const state = { key: randomUUID(), refusal: answer };
    if (current) showSheet(deps.pages, ctx, leaveSheet(t, acting, current, state));
    else redirect(ctx, doctorPath(acting.id));
  };
}

/** The visit of somebody who may change the doctor. @throws StopError `not_covered`, and as `visitPage` */
function visitChooser(deps: PortalDeps, ctx: Context): PageVisit {
  const visit = visitPage(deps, ctx, 'doctor');
  if (!mayAct(visit.acting, 'registry', 'choose-doctor'))
    throw new StopError('not_covered', { name: fullName(visit.acting) });
  return visit;
}

/**
 * The doctor of the address, found by the name: what the page says of the doctor is the registry's.
 * @throws StopError `not_found` nobody of this id has the name
 */
async function wantedDoctor(
  deps: PortalDeps,
  ctx: Context,
  { session }: PageVisit,
  name: string,
): Promise<Doctor> {
  const id = idParam(ctx, 'id');
  const word = searchWord(name).slice(0, 80);
  if (word === '') throw new StopError('not_found', { detail: 'no name' });
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGE_MAX; pages += 1) {
    const { items, next } = await deps.registry.doctors(session, { name: word, cursor });
    const found = items.find((one) => one.id === id);
    if (found) return found;
    if (next === undefined) break;
    cursor = next;
  }
  throw new StopError('not_found', { detail: 'no such doctor' });
}

/** @throws StopError `bad_request` no form of ours */
function typedIn(form: ReadonlyMap<string, string>): {
  readonly chiave: string;
  readonly attuale: string;
  readonly nome: string;
} {
  const key = form.get('chiave') ?? '';
  if (!KEY.test(key)) throw new StopError('bad_request', { detail: 'no key' });
  return { chiave: key, attuale: form.get('attuale') ?? '', nome: form.get('nome') ?? '' };
}
