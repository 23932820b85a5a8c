/** The body of a posted form: `application/x-www-form-urlencoded` and nothing else. */
import type { Context } from 'koa';
import { FORM_BODY_BYTES, FORM_BODY_DISCARDED_BYTES, FORM_FIELDS } from '../../config/limits.ts';
import { GassError } from '../domain/errors.ts';

/** Fields by name, each once. A Map, so a field called `__proto__` is a name like any other. */
export type FormFields = ReadonlyMap<string, string>;

/** The form could not be read: nothing was done, and the person may simply send it again. */
export class FormError extends GassError {
  override readonly name = 'FormError';
  constructor(status: 400 | 413 | 415, detail: string) {
    super(status === 413 ? 'too_large' : 'bad_request', { status, detail: `form ${detail}` });
  }
}

/**
 * Reads the form. Values keep newlines and tabs; other control characters are refused.
 * @throws FormError 413 too long · 415 another type · 400 not UTF-8, doubled or malformed fields
 */
export async function readForm(ctx: Pick<Context, 'is' | 'get' | 'req'>): Promise<FormFields> {
  const isEmpty = ctx.get('Content-Length') === '0';
  if (ctx.is('application/x-www-form-urlencoded') === false && !isEmpty)
    throw new FormError(415, 'of another type');
  const encoding = ctx.get('Content-Encoding').toLowerCase();
  if (encoding !== '' && encoding !== 'identity') throw new FormError(415, 'compressed');
  if (/charset\s*=\s*"?(?!utf-?8|us-ascii)/i.test(ctx.get('Content-Type')))
    throw new FormError(415, 'not in UTF-8');
  return parseForm(await readBody(ctx.req));
}

/** The fields of a form's bytes. @throws FormError 400 */
export function parseForm(body: Uint8Array): FormFields {
  const fields = new Map<string, string>();
  const text = decode(() => new TextDecoder('utf-8', { fatal: true }).decode(body));
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > FORM_FIELDS) throw new FormError(400, 'with too many fields');
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    const name = unescapePart(cut < 0 ? pair : pair.slice(0, cut));
    if (fields.has(name)) throw new FormError(400, 'with a doubled field');
    fields.set(name, cut < 0 ? '' : unescapePart(pair.slice(cut + 1)));
  }
  return fields;
}

/**
 * Reads to the end although it keeps no more than allowed: an answer before the end would reset the
 * connection and the person would see no page. What never ends is cut.
 */
async function readBody(request: AsyncIterable<Buffer>): Promise<Buffer> {
  const kept: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size > FORM_BODY_DISCARDED_BYTES) break;
      if (size <= FORM_BODY_BYTES) kept.push(chunk);
    }
  } catch (cause) {
    throw new FormError(400, `broken off: ${cause instanceof Error ? cause.name : 'unknown'}`);
  }
  if (size > FORM_BODY_BYTES) throw new FormError(413, 'too long');
  return Buffer.concat(kept);
}

function unescapePart(part: string): string {
  const text = decode(() => decodeURIComponent(part.replaceAll('+', ' ')));
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text))
    throw new FormError(400, 'with control characters');
  return text;
}

/** Both decoders throw on bytes that are not UTF-8, decodeURIComponent on broken escapes too. */
function decode(read: () => string): string {
  try {
    return read();
  } catch {
    throw new FormError(400, 'not in UTF-8');
  }
}
