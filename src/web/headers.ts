/** Headers that every answer carries. @source ux 5.6 */
import type { Context, Middleware } from 'koa';
import helmet from 'koa-helmet';
import { HSTS_S } from '../../config/limits.ts';

const POLICY = {
  'default-src': "'none'",
  'style-src': "'self'",
  'script-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
} as const;

/** What CSP calls a source: an origin, or a scheme such as `it.gass.app:`. Nothing that could end the directive. */
const SOURCE =
  /^(?:https?:\/\/[\w.-]+(?::(?:\d+|\*))?|https?:\/\/\[[\da-f:]+\](?::(?:\d+|\*))?|[a-z][a-z\d+.-]*:)$/i;

/**
 * Sets CSP, nosniff, Referrer-Policy `same-origin` (with `no-referrer` browsers send `Origin: null`
 * on form posts), no framing; HSTS when the process is reached over https.
 */
export function setHeaders(options: { readonly isHttps: boolean }): Middleware {
  const kit = helmet({
    contentSecurityPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: options.isHttps ? { maxAge: HSTS_S } : false,
  });
  return async (ctx, next) => {
    ctx.set('Content-Security-Policy', contentSecurityPolicy());
    await kit(ctx, next);
  };
}

/**
 * Lets this page's form end at other origins by redirects. Chromium applies form-action to every
 * redirect that follows a post. A source that CSP could not hold is left out.
 */
export function allowFormAction(ctx: Pick<Context, 'set'>, ...sources: readonly string[]): void {
  ctx.set('Content-Security-Policy', contentSecurityPolicy(sources));
}

/** The policy's text. @source ux 5.6 */
export function contentSecurityPolicy(formAction: readonly string[] = []): string {
  const more = formAction.filter((source) => SOURCE.test(source));
  return Object.entries(POLICY)
    .map(([name, value]) => [name, value, ...(name === 'form-action' ? more : [])].join(' '))
    .join('; ');
}
