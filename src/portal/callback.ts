/**
 * Coming back from the provider: one `state`, one browser, one use.
 *
 * A double click delivers the same answer twice, and the browser shows only the second: so the
 * session's cookie is derived from state and browser, and the second callback waits for the first
 * and hands out the same one. Later (Back, a copied address) the page says that it has expired.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from 'koa';
import { AuthorizationResponseError, ClientError } from 'openid-client';
import { PORTAL_CALLBACK_WAIT_MS, REPEAT_TOLERANCE_S } from '../../config/limits.ts';
import type { LoginPurpose } from './collections.ts';
import type { PortalDeps } from './deps.ts';
import { stopOfRefusal } from './login-refusals.ts';
import type { LoginResult } from './login-result.ts';
import { redirect } from './login-routes.ts';
import { landingPath } from './return-path.ts';
import type { LiveSession } from './sessions.ts';
import { GrantLostError, StopError } from './stops.ts';
import type { Claim } from './transactions.ts';
import { forgetSession, visitOf } from './visit.ts';

/** Logins that go on with the same person. */
const CONTINUES: ReadonlySet<LoginPurpose> = new Set(['silent', 'step-up']);

type Known = Exclude<Claim, { kind: 'unknown' }>;

/** GET `/callback`. */
export function finishLogin(deps: PortalDeps) {
  return async (ctx: Context): Promise<void> => {
    const { browser, isKnown, session } = visitOf(ctx);
    const query = new URLSearchParams(ctx.querystring);
    const state = query.getAll('state').length === 1 ? query.get('state') : null;
    if (state === null) throw new StopError('bad_request', { detail: 'callback without state' });
    if (!isKnown) throw new StopError('cookies');
    const claim = await deps.transactions.claim(state, browser, Date.now());
    if (claim.kind === 'unknown') {
      if (!session) throw new StopError('expired', { detail: 'unknown state' });
      redirect(ctx, landingPath('/', session.acting));
      return;
    }
    const cookie = deps.vault.mark('cookie', `${state}.${browser}`);
    if (claim.kind === 'repeated' && !query.has('error')) {
      await repeat(deps, ctx, claim, cookie);
      return;
    }
    try {
      await finish(deps, ctx, claim, cookie);
    } finally {
      await deps.transactions.settle(state, Date.now());
    }
  };
}

async function finish(deps: PortalDeps, ctx: Context, claim: Known, cookie: string): Promise<void> {
  const login = await exchange(deps, ctx, claim);
  if (!login) return;
  const { session, sessionCookie } = visitOf(ctx);
  if (CONTINUES.has(claim.purpose) && session !== undefined && session.sub !== login.sub) {
    // Somebody else logged in at the provider: their record must not appear in this person's pages.
    if (sessionCookie !== undefined) await deps.sessions.end(sessionCookie);
    redirect(ctx, '/');
    return;
  }
  const now = Date.now();
  const silentAt = claim.purpose === 'silent' ? { silentAt: now } : {};
  if (sessionCookie !== undefined) await deps.sessions.end(sessionCookie);
  await deps.sessions.begin(cookie, { ...login, ...silentAt }, now);
  deps.cookies.setSession(ctx, cookie);
  const target = landingPath(claim.returnTo, login.acting);
  redirect(ctx, claim.purpose === 'switch' ? withNote(target) : target);
}

/** Undefined when the answer was a refusal that simply leads back. */
async function exchange(
  deps: PortalDeps,
  ctx: Context,
  claim: Known,
): Promise<LoginResult | undefined> {
  const { session, sessionCookie } = visitOf(ctx);
  try {
    return await deps.oidc.finish(new URL(ctx.originalUrl, deps.url), claim.checks);
  } catch (error) {
    if (error instanceof AuthorizationResponseError) {
      const isOptional = claim.purpose === 'switch' || claim.purpose === 'step-up';
      if (error.error === 'access_denied' && isOptional && session) {
        redirect(ctx, landingPath(claim.returnTo, session.acting)); // cancelled: back to the page
        return undefined;
      }
      const stop = stopOfRefusal(error.error, claim, session);
      if (stop.page === 'idle' && sessionCookie !== undefined) {
        await deps.sessions.end(sessionCookie);
        forgetSession(ctx);
      }
      throw stop;
    }
    if (error instanceof GrantLostError)
      throw new StopError('expired', { detail: 'code refused' }, { cause: error });
    if (error instanceof ClientError)
      throw new StopError('bad_request', { detail: error.code }, { cause: error });
    throw error;
  }
}

async function repeat(deps: PortalDeps, ctx: Context, claim: Known, cookie: string): Promise<void> {
  const { session } = visitOf(ctx);
  const isRecent = Date.now() - claim.usedAt <= REPEAT_TOLERANCE_S * 1000;
  const found = isRecent ? await waitForSession(deps, claim.checks.state, cookie) : undefined;
  if (found) deps.cookies.setSession(ctx, cookie);
  const current = found ?? session;
  if (!current) throw new StopError('expired', { detail: 'callback repeated' });
  redirect(ctx, landingPath(claim.returnTo, current.acting));
}

/** The first callback may still be at the provider. */
async function waitForSession(
  deps: PortalDeps,
  state: string,
  cookie: string,
): Promise<LiveSession | undefined> {
  const begun = performance.now();
  for (;;) {
    const isSettled = await deps.transactions.isSettled(state);
    const session = await deps.sessions.use(cookie, Date.now());
    if (session || isSettled || performance.now() - begun > PORTAL_CALLBACK_WAIT_MS) return session;
    await wait(100);
  }
}

/** Makes the list say "Ora sta operando per ...". */
function withNote(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}switched=1`;
}
