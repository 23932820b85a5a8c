/** [Esci]: out of this portal at once, then out of everything at the provider. */
import type { Context } from 'koa';
import type { PortalDeps } from './deps.ts';
import { readOwnForm, redirect } from './login-routes.ts';
import { forgetSession, visitOf } from './visit.ts';

/**
 * POST `/logout`: ends the session here, gives the grant back, goes on to the provider's logout. A
 * second press finds no session here any more and still goes there: the browser shows only the
 * second answer, and somebody who saw the first page would believe to be out of everything.
 */
export function logOut(deps: PortalDeps) {
  return async (ctx: Context): Promise<void> => {
    await readOwnForm(deps, ctx);
    const { browser, sessionCookie } = visitOf(ctx);
    const session =
      sessionCookie === undefined ? undefined : await deps.sessions.end(sessionCookie);
    deps.cookies.clearSession(ctx);
    forgetSession(ctx);
    await giveBack(deps, session?.tokens.refreshToken);
    redirect(ctx, await deps.oidc.endSession(signedOutState(deps, browser)));
  };
}

/** The `state` with which this browser comes back from the provider's logout. */
export function signedOutState(deps: Pick<PortalDeps, 'vault'>, browser: string): string {
  return deps.vault.mark('signed-out', browser);
}

/** The grant dies even when the person closes the window at the provider's question. */
async function giveBack(deps: PortalDeps, refreshToken: string | undefined): Promise<void> {
  if (refreshToken === undefined) return;
  try {
    await deps.oidc.revoke(refreshToken);
  } catch (error) {
    deps.log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'revocation_failed');
  }
}
