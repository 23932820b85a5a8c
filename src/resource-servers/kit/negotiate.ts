/** Step 5 of every request: forms that are asked for and sent. @source resource-servers 1.2 */
import type { Context } from 'koa';
import { ApiError } from './errors.ts';
import type { Language } from './error-texts.ts';

/** JSON as clients name it; HAPI lists XML first and still takes JSON. */
const JSON_TYPES = [
  'application/fhir+json',
  'application/json',
  'application/json+fhir',
  'text/json',
];
const JSON_FORMATS = ['json', ...JSON_TYPES];

/** Language of the answer: Italian unless English is preferred. */
export function languageOf(ctx: Context): Language {
  return ctx.acceptsLanguages(['it', 'en']) === 'en' ? 'en' : 'it';
}

/**
 * The media type to answer with: `json`, or one of the others the route has, by `_format` or Accept.
 * @throws ApiError NOT_ACCEPTABLE
 */
export function negotiate(ctx: Context, others: readonly string[] = []): string {
  const asked = new URLSearchParams(ctx.querystring).getAll('_format');
  if (asked.length > 0) {
    const format =
      asked.length === 1 ? (asked[0] ?? '').split(';')[0]?.trim().replace(' ', '+') : undefined;
    if (format !== undefined && JSON_FORMATS.includes(format)) return 'json';
    if (format !== undefined && others.includes(format)) return format;
    throw new ApiError('NOT_ACCEPTABLE', { field: 'http._format' });
  }
  const best = ctx.accepts([...others, ...JSON_TYPES]);
  if (best === false) throw new ApiError('NOT_ACCEPTABLE', { field: 'http.Accept' });
  return JSON_TYPES.includes(best) ? 'json' : best;
}

/** Whether `Prefer: handling=strict` was sent; other preferences are ignored here. */
export function isStrict(ctx: Context): boolean {
  return /(^|[,;\s])handling=strict($|[,;\s])/.test(ctx.get('Prefer'));
}
