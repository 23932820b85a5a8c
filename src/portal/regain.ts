/** The edge of the portal's pages: stops become pages, and a lost grant is asked for once more. */
import type { Context, Middleware } from 'koa';
import { PORTAL_SILENT_LOGIN_S } from '../../config/limits.ts';
import { factsOf } from '../web/facts.ts';
import type { PortalDeps } from './deps.ts';
import { stopOfLostGrant } from './login-refusals.ts';
import { beginLogin } from './login-routes.ts';
import { herePath } from './portal-pages.ts';
import { showStop } from './stop-views.ts';
import { GrantLostError, StopError } from './stops.ts';
import { forgetSession, visitOf } from './visit.ts';

/**
 * Shows stops. When the grant is lost while a page is read, the provider is asked without a page of
 * its own (`prompt=none`): it alone knows whether the session there goes on, whether the choice of
 * person lost its force, or whether only a token was lost on the way.
 */
export function showStops(deps: PortalDeps): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const stop = await stopOf(deps, ctx, error);
      if (!stop) return;
      const facts = factsOf(ctx);
      facts.errorCode = stop.page;
      if (stop.context.detail !== undefined) facts.errorDetail = stop.context.detail;
      showStop(deps.pages, ctx, stop);
    }
  };
}

async function stopOf(
  deps: PortalDeps,
  ctx: Context,
  error: unknown,
): Promise<StopError | undefined> {
  if (error instanceof StopError) return error;
  if (!(error instanceof GrantLostError)) throw error;
  try {
    return await regain(deps, ctx);
  } catch (trouble) {
    if (trouble instanceof StopError) return trouble;
    throw trouble;
  }
}

async function regain(deps: PortalDeps, ctx: Context): Promise<StopError | undefined> {
  const { session, sessionCookie } = visitOf(ctx);
  const returnTo = herePath(ctx);
  if (!session || sessionCookie === undefined) return new StopError('idle', { returnTo });
  const isRecent = Date.now() - (session.silentAt ?? 0) < PORTAL_SILENT_LOGIN_S * 1000;
  if (ctx.method === 'GET' && !isRecent) {
    await beginLogin(deps, ctx, { purpose: 'silent', returnTo });
    return undefined;
  }
  const stop = stopOfLostGrant(session, returnTo);
  if (stop.page === 'idle') {
    await deps.sessions.end(sessionCookie);
    forgetSession(ctx);
  }
  return stop;
}
