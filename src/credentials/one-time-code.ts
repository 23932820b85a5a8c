/** The one-time code: derived from what is stored and a key that is not, so never stored itself. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { generateSync } from 'otplib';
import { ONE_TIME_CODE_DIGITS } from '../../config/limits.ts';

/** What a code is good for, and for nothing else. */
export interface CodeBinding {
  /** The login attempt. */
  readonly attemptId: string;
  readonly accountId: string;
}

export interface OneTimeCodes {
  /** The code of a challenge, 8 digits: the same for each resend of it. */
  codeOf(challenge: { readonly salt: string }, binding: CodeBinding): string;
  /** Whether this is the code; the time taken tells nothing. Expiry and tries are the domain's. */
  matches(code: string, challenge: { readonly salt: string }, binding: CodeBinding): boolean;
}

/** Codes on the key `pepper` of `config/secrets.ts`. @source design 5; RFC 4226 */
export function createOneTimeCodes(pepper: string): OneTimeCodes {
  const codeOf: OneTimeCodes['codeOf'] = ({ salt }, { attemptId, accountId }) =>
    hotp(
      createHmac('sha256', pepper)
        .update(JSON.stringify(['one-time-code', salt, attemptId, accountId]))
        .digest(),
      0,
      ONE_TIME_CODE_DIGITS,
    );
  return {
    codeOf,
    matches: (code, challenge, binding) =>
      timingSafeEqual(digest(code), digest(codeOf(challenge, binding))),
  };
}

/** HOTP by RFC 4226. TOTP would not do: a code made late in its step would live too short. */
export function hotp(secret: Uint8Array, counter: number, digits: 6 | 7 | 8): string {
  return generateSync({ strategy: 'hotp', secret, counter, digits });
}

/** Digests have one length whatever was typed. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
