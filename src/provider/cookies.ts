/** Names and attributes of the provider's cookies: all ports of a host share one jar (design 10). */
import type { Context, Middleware } from 'koa';
import { INTERACTION_S } from '../../config/limits.ts';

/** The cookie names of this provider; `__Secure-` on https. */
export function cookieNames(isHttps: boolean): {
  readonly session: string;
  readonly interaction: string;
  readonly resume: string;
  readonly probe: string;
} {
  const name = (word: string): string => `${isHttps ? '__Secure-' : ''}gass_provider_${word}`;
  return {
    session: name('session'),
    interaction: name('interaction'),
    resume: name('resume'),
    probe: name('probe'),
  };
}

/** At the authorization endpoint a probe is set beside the interaction cookie: it tells "cookies off" from "expired". */
export function setProbeCookie(isHttps: boolean): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.path === '/auth')
      ctx.cookies.set(cookieNames(isHttps).probe, '1', {
        httpOnly: true,
        sameSite: 'lax',
        secure: isHttps,
        signed: false,
        maxAge: INTERACTION_S * 1000,
        path: '/interaction',
        overwrite: false,
      });
  };
}

/** Whether the browser sends cookies back at all. */
export function sentCookies(ctx: Context, isHttps: boolean): boolean {
  const names = cookieNames(isHttps);
  return (
    ctx.cookies.get(names.probe, { signed: false }) !== undefined ||
    ctx.cookies.get(names.interaction, { signed: false }) !== undefined
  );
}
