/** The provider's addresses are the issuer's, whatever the Host header says. */
import type { Middleware } from 'koa';

/**
 * Pins scheme and host of every request to the issuer's: discovery and redirects are made from
 * them, and a Host header is anybody's word. Works behind a TLS proxy alike.
 */
export function pinOrigin(issuer: string): Middleware {
  const { protocol, host } = new URL(issuer);
  return async (ctx, next) => {
    ctx.req.headers.host = host;
    Object.defineProperty(ctx.request, 'protocol', {
      configurable: true,
      value: protocol.slice(0, -1),
    });
    Object.defineProperty(ctx.request, 'host', { configurable: true, value: host });
    await next();
  };
}
