/** What people see when a request cannot go on, and when they sign out; the pages are given from outside. */
import { type KoaContextWithOIDC, errors } from 'oidc-provider';
import type { Registry } from './registry.ts';

/** Why a page stops. */
export type StopKind = 'bad_request' | 'expired' | 'broken' | 'unavailable';

/** Form of the sign-out page: the library's own fields. */
export interface LogoutForm {
  readonly action: string;
  readonly xsrf: string;
  /** Where "no" leads. */
  readonly clientUri: string;
}

/** Pages that are not interactions; given by the composition root. */
export interface ProviderPages {
  stop(ctx: KoaContextWithOIDC, kind: StopKind): Promise<void>;
  logoutForm(ctx: KoaContextWithOIDC, form: LogoutForm): Promise<void>;
  loggedOut(ctx: KoaContextWithOIDC): Promise<void>;
}

/** `renderError` of oidc-provider: the OAuth detail stays in the log, the person reads what to do. */
export async function renderError(
  pages: ProviderPages,
  ctx: KoaContextWithOIDC,
  error: Error,
): Promise<void> {
  if (error instanceof errors.SessionNotFound) return pages.stop(ctx, 'expired');
  if (isSignedOut(ctx, error)) {
    ctx.status = 200;
    return pages.loggedOut(ctx);
  }
  if (error instanceof errors.OIDCProviderError && error.statusCode < 500)
    return pages.stop(ctx, 'bad_request');
  return pages.stop(ctx, ctx.status === 503 ? 'unavailable' : 'broken');
}

/** The second press on "yes" of the sign-out page: the first took the session away. */
function isSignedOut(ctx: KoaContextWithOIDC, error: Error): boolean {
  const isLate = error instanceof errors.InvalidRequest && ctx.path === '/session/end/confirm';
  return isLate && ctx.oidc.session?.accountId === undefined;
}

/** The library hands the form over as HTML with an action and a hidden `xsrf`. */
export function readLogoutForm(
  registry: Registry,
  ctx: KoaContextWithOIDC,
  html: string,
  portalUri: string,
): LogoutForm {
  const client = ctx.oidc.client && registry.client(ctx.oidc.client.clientId);
  const uri = client?.['client_uri'];
  return {
    action: /action="([^"]*)"/.exec(html)?.[1] ?? '',
    xsrf: /name="xsrf" value="([^"]*)"/.exec(html)?.[1] ?? '',
    clientUri: typeof uri === 'string' ? uri : portalUri,
  };
}
