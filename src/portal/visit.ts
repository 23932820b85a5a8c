/**
 * Who stands before the page: the browser, and its session if it has one.
 *
 * Two cookies, both httpOnly and SameSite=Lax (the provider's redirect back must carry them): one
 * names the browser from its first visit, for forms and logins under way; the other is the session
 * and is new at every login, so nobody can plant one beforehand.
 */
import type { Context, Middleware } from 'koa';
import { factsOf } from '../web/facts.ts';
import type { LiveSession, Sessions } from './sessions.ts';
import { randomValue } from './vault.ts';

export interface Visit {
  /** Value of the browser's cookie. */
  readonly browser: string;
  /** False on the first visit, and always when cookies are off. */
  readonly isKnown: boolean;
  readonly sessionCookie: string | undefined;
  readonly session: LiveSession | undefined;
}

export interface PortalCookies {
  browserOf(ctx: Context): string | undefined;
  sessionOf(ctx: Context): string | undefined;
  setBrowser(ctx: Context, value: string): void;
  setSession(ctx: Context, value: string): void;
  clearSession(ctx: Context): void;
}

/** Cookies of this portal; on https they are `__Host-` and Secure. */
export function createCookies(isHttps: boolean): PortalCookies {
  const prefix = isHttps ? '__Host-' : '';
  const browser = `${prefix}gass_portal_browser`;
  const session = `${prefix}gass_portal_session`;
  const write = (ctx: Context, name: string, value: string | null): void => {
    ctx.cookies.secure = isHttps; // also behind a proxy that this process was not told to trust
    ctx.cookies.set(name, value, {
      signed: false,
      httpOnly: true,
      sameSite: 'lax',
      secure: isHttps,
      path: '/',
      overwrite: true,
    });
  };
  const read = (ctx: Context, name: string): string | undefined => {
    const value = ctx.cookies.get(name, { signed: false });
    return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined;
  };
  return {
    browserOf: (ctx) => read(ctx, browser),
    sessionOf: (ctx) => read(ctx, session),
    setBrowser: (ctx, value) => write(ctx, browser, value),
    setSession: (ctx, value) => write(ctx, session, value),
    clearSession: (ctx) => write(ctx, session, null),
  };
}

/** Finds out who is there, and names a browser that comes for the first time. */
export function recognise(deps: {
  readonly cookies: PortalCookies;
  readonly sessions: Sessions;
}): Middleware {
  return async (ctx, next) => {
    const state = ctx.state as { visit?: Visit };
    const known = deps.cookies.browserOf(ctx);
    const browser = known ?? randomValue();
    if (known === undefined) deps.cookies.setBrowser(ctx, browser);
    const sessionCookie = deps.cookies.sessionOf(ctx);
    const visit = { browser, isKnown: known !== undefined, sessionCookie };
    state.visit = { ...visit, session: undefined }; // the page of a storage failure needs one too
    if (sessionCookie !== undefined) {
      const session = await deps.sessions.use(sessionCookie, Date.now());
      state.visit = { ...visit, session };
      if (session) factsOf(ctx).accountId = session.sub;
    }
    await next();
  };
}

/** What `recognise` found. */
export function visitOf(ctx: Pick<Context, 'state'>): Visit {
  const { visit } = ctx.state as { visit?: Visit };
  if (!visit) throw new Error('recognise must run before pages do');
  return visit;
}

/** The session is over: what is shown next shows nobody. */
export function forgetSession(ctx: Pick<Context, 'state'>): void {
  (ctx.state as { visit?: Visit }).visit = { ...visitOf(ctx), session: undefined };
}
