/** Lets the sign-out form end at the client: Chromium applies form-action to the redirects after a post. */
import type { Middleware } from 'koa';
import type { ClientRegistration } from '../../config/clients.ts';
import { allowFormAction } from '../web/headers.ts';

/** Adds the origin of a registered `post_logout_redirect_uri` to the policy of the sign-out page. */
export function allowSignOutRedirect(clients: readonly ClientRegistration[]): Middleware {
  const registered = new Set(
    clients.flatMap((client) => {
      const uris = client['post_logout_redirect_uris'];
      return Array.isArray(uris) ? uris.filter((uri) => typeof uri === 'string') : [];
    }),
  );
  return async (ctx, next) => {
    const uri = ctx.query['post_logout_redirect_uri'];
    if (ctx.path === '/session/end' && typeof uri === 'string' && registered.has(uri)) {
      const { origin, protocol } = new URL(uri);
      allowFormAction(ctx, origin === 'null' ? protocol : origin);
    }
    await next();
  };
}
