/**
 * Everything random that means something: ids, passwords, PINs, salts and bearer values.
 *
 * This folder is the only importer of argon2, otplib and of the sealing of jose; it may import
 * `domain/errors` and `config/`, and knows no aggregate.
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { HALF_ALPHABET, HALF_LENGTH, PIN_DIGITS } from '../../config/limits.ts';

/** A new id: UUID v4, so that nothing can be told from it. */
export function newId(): string {
  return randomUUID();
}

/** One half of a temporary password: 8 signs that nobody confuses. @source ux 2 */
export function newHalf(): string {
  const signs = Array.from({ length: HALF_LENGTH }, () =>
    HALF_ALPHABET.charAt(randomInt(HALF_ALPHABET.length)),
  );
  return signs.join('');
}

/** A new PIN: 6 digits, each value as likely as any other. @source limits.md PIN */
export function newPin(): string {
  return randomInt(10 ** PIN_DIGITS)
    .toString()
    .padStart(PIN_DIGITS, '0');
}

/** The salt a one-time code is derived from: 128 bits, base64url. */
export function newSalt(): string {
  return randomBytes(16).toString('base64url');
}

/** A bearer value such as a device cookie: 256 bits, base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}
