/**
 * The sign-out page for a browser that nobody is signed in with: the same question as for everybody.
 * The library's own page there speaks English only, and does nothing without script.
 */
import type { Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { type ProviderPages, readLogoutForm } from './error-pages.ts';
import type { Registry } from './registry.ts';

/** Puts our form, with the library's fields, in the place of its page. @source oidc-provider end_session */
export function askBeforeSignOut(options: {
  readonly pages: ProviderPages;
  readonly registry: Registry;
  readonly portalUri: string;
}): Middleware {
  return async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    if (ctx.path !== '/session/end' || typeof body !== 'string') return;
    if (!body.includes('<title>Submitting Callback</title>')) return;
    const within = ctx as unknown as KoaContextWithOIDC; // the library ran on this very context
    const { pages, registry, portalUri } = options;
    await pages.logoutForm(within, readLogoutForm(registry, within, body, portalUri));
  };
}
