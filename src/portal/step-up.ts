/**
 * The PIN in the middle of a task, without losing what was typed (RFC 9470, issue 4).
 *
 * How a page uses it. A task has a page to check and confirm, GET at `page`, which draws itself from
 * fields; its POST does the act.
 *
 *   // POST: the act
 *   const typed = { doctor: form.get('doctor') ?? '', key: form.get('key') ?? '' };
 *   const answer = await deps.services.ask(session, 'registry', { ..., pinScope: 'registry:choose' });
 *   if (answer.kind === 'step-up')
 *     return stepUp(deps, ctx, session, { page, typed, pinScope: 'registry:choose' });
 *   await forgetTyped(deps, ctx, session, page);   // done
 *
 *   // GET: the page to check and confirm; undefined on a first view
 *   const typed = await resumedTyped(deps, ctx, session);
 *
 * After the PIN the browser is back at `page?resumed=1` with the fields as they were, and the person
 * confirms once more. Cancelled: the same page. No PIN on the account: the stop page `no_pin`, whose
 * link leads to the same page. An Idempotency-Key belongs into `typed`. Nothing typed enters an address.
 */
import type { Context } from 'koa';
import type { PortalDeps } from './deps.ts';
import type { DraftPlace, Typed } from './drafts.ts';
import { beginLogin } from './login-routes.ts';
import type { PinScope } from './asked-scopes.ts';
import { pagePath, parseReturnPath } from './return-path.ts';
import type { LiveSession } from './sessions.ts';
import { StopError } from './stops.ts';
import { visitOf } from './visit.ts';

export interface Task {
  /** Path of the page to check and confirm, without query. */
  readonly page: string;
  readonly typed: Typed;
  readonly pinScope: PinScope;
}

/**
 * Keeps what was typed and sends the browser to the provider, which asks for the PIN alone.
 * @throws StopError `bad_request` more was typed than a form can hold · `unavailable` no provider
 */
export async function stepUp(
  deps: PortalDeps,
  ctx: Context,
  session: LiveSession,
  { page, typed, pinScope }: Task,
): Promise<void> {
  const returnTo = parseReturnPath(`${page}?resumed=1`);
  if (returnTo === '/') throw new TypeError('a page that no login comes back to');
  await keepTyped(deps, ctx, session, { page, typed });
  await beginLogin(deps, ctx, { purpose: 'step-up', returnTo, pinScope });
}

/** What was typed before the PIN, when the browser comes back to this page; else undefined. */
export async function resumedTyped(
  deps: PortalDeps,
  ctx: Context,
  session: LiveSession,
): Promise<Typed | undefined> {
  if (ctx.query['resumed'] !== '1') return undefined;
  return deps.drafts.read(placeOf(ctx, session, pagePath(ctx.path)), Date.now());
}

/**
 * Keeps what a form of the task asked, on the way to the page to check and confirm.
 * @throws StopError `bad_request` more was typed than a form can hold
 */
export async function keepTyped(
  deps: PortalDeps,
  ctx: Context,
  session: LiveSession,
  { page, typed }: Omit<Task, 'pinScope'>,
): Promise<void> {
  try {
    await deps.drafts.keep(placeOf(ctx, session, page), typed, Date.now());
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new StopError('bad_request', { detail: 'too much typed' }, { cause });
  }
}

/** What is kept for a page of the task, whatever the address says; undefined when there is nothing. */
export function typedAt(
  deps: PortalDeps,
  ctx: Context,
  session: LiveSession,
  page: string,
): Promise<Typed | undefined> {
  return deps.drafts.read(placeOf(ctx, session, page), Date.now());
}

/** The task is done: nothing of it is kept. */
export function forgetTyped(
  deps: PortalDeps,
  ctx: Context,
  session: LiveSession,
  page: string,
): Promise<void> {
  return deps.drafts.drop(placeOf(ctx, session, page));
}

function placeOf(ctx: Context, session: LiveSession, page: string): DraftPlace {
  return { browser: visitOf(ctx).browser, page, sub: session.sub };
}
