/**
 * Whether a form was posted from our own page.
 *
 * Every current browser sends `Origin` on a POST, and newer ones `Sec-Fetch-Site`. A request with
 * either is judged as a browser's: it must come from our origin **and** carry the hidden token that
 * only our page knows, so a form on another site is always refused, and so is one on a sibling
 * origin that our SameSite cookie would accompany. A request with neither comes from a program
 * (curl, fetch of a server) that holds the httpOnly cookie itself; nobody can be tricked into
 * sending it, and the external contract (design 9) promises that the contract's fields are enough.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import { GassError } from '../domain/errors.ts';

/** What a form is checked against. */
export interface FormProof {
  /** Our own origin, such as `https://accesso.example`. */
  readonly origin: string;
  /** A value that only this browser's cookie leads to. */
  readonly secret: string;
  /** What the form is for: the same word as in `formToken`. */
  readonly purpose: string;
  /** The hidden field as posted. */
  readonly token: string | undefined;
}

/** The hidden field's value: HMAC-SHA256 of the purpose under the secret, base64url. */
export function formToken(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(`form\0${purpose}`).digest('base64url');
}

/** Lets the post pass or throws. @throws GassError `bad_request` 400 */
export function requireOwnForm(ctx: Pick<Context, 'get'>, proof: FormProof): void {
  const site = ctx.get('Sec-Fetch-Site');
  const origin = ctx.get('Origin');
  if (site === '' && origin === '') return;
  if (site === '' ? origin !== proof.origin : site !== 'same-origin')
    throw foreign('posted from another site');
  if (!isSame(proof.token ?? '', formToken(proof.secret, proof.purpose)))
    throw foreign('hidden token missing or of another page');
}

function foreign(detail: string): GassError {
  return new GassError('bad_request', { status: 400, detail: `form ${detail}` });
}

function isSame(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
