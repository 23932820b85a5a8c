/**
 * The first password: a half printed at the desk and a half sent by SMS.
 *
 * Neither opens anything alone. They are typed from paper, so spaces, dashes and capitals are
 * forgiven: the alphabet has no two signs that look alike.
 */
import { TEMPORARY_PASSWORD_S } from '../../config/limits.ts';
import type { PasswordCredential } from './account.ts';

/** The whole first password: desk half immediately followed by the SMS half. */
export function joinHalves(deskHalf: string, smsHalf: string): string {
  return deskHalf + smsHalf;
}

/** A typed temporary password as it was made: without spaces and dashes, in small letters. */
export function normaliseTemporary(typed: string): string {
  return typed.replace(/[\s\-\u2010-\u2015]+/g, '').toLowerCase();
}

/** The credential of a temporary password made now. */
export function temporaryCredential(hash: string, now: number): PasswordCredential {
  return { hash, setAt: now, temporaryUntil: now + TEMPORARY_PASSWORD_S * 1000 };
}
