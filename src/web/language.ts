/** In which language a page is written, and the link that changes it. @source ux 1.0.1, 1.0.5 */
import type { Context, Middleware } from 'koa';
import { LANGUAGE_COOKIE_S } from '../../config/limits.ts';
import { LANGUAGES, type Language } from './catalog.ts';

const COOKIE = 'gass_lang';
const PARAMETER = 'lang';

/** The cookie's language, else the browser's, else Italian. */
export function languageOf(ctx: Context): Language {
  const chosen = asLanguage(ctx.cookies.get(COOKIE, { signed: false }));
  return chosen ?? asLanguage(ctx.acceptsLanguages([...LANGUAGES])) ?? 'it';
}

/** Address of this page in the other language: the same path and query plus `lang`. */
export function languageHref(ctx: Context): string {
  const query = new URLSearchParams(ctx.querystring);
  query.set(PARAMETER, languageOf(ctx) === 'it' ? 'en' : 'it');
  return `?${query.toString()}`;
}

/**
 * A GET with `lang=it|en` sets the cookie and comes back to the same path without it (303). The
 * target is built from this request's own path, so it never leads elsewhere.
 */
export function switchLanguage(): Middleware {
  return async (ctx, next) => {
    const query = new URLSearchParams(ctx.querystring);
    const asked = query.getAll(PARAMETER);
    const language = asked.length === 1 ? asLanguage(asked[0]) : undefined;
    if (!language || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
      await next();
      return;
    }
    ctx.cookies.set(COOKIE, language, {
      signed: false,
      httpOnly: true,
      sameSite: 'lax',
      secure: ctx.secure,
      maxAge: LANGUAGE_COOKIE_S * 1000,
      overwrite: true,
    });
    query.delete(PARAMETER);
    const rest = query.toString();
    // `//host` and `/\host` would be addresses elsewhere
    const path = ctx.path.replace(/^[/\\]+/, '/');
    ctx.set('Cache-Control', 'no-store');
    ctx.status = 303;
    ctx.set('Location', rest === '' ? path : `${path}?${rest}`);
  };
}

function asLanguage(word: unknown): Language | undefined {
  return LANGUAGES.find((language) => language === word);
}
