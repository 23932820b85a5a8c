/** The portal's keys at work: what is stored is sealed or an HMAC, never a token or a cookie. */
import { createHmac, randomBytes } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';

export interface Vault {
  /** Seals any JSON value: compact JWE, `dir` with A256GCM (RFC 7516). */
  seal(value: unknown): Promise<string>;
  /** Opens it again. Throws when it was altered or sealed with another key. */
  unseal(jwe: string): Promise<unknown>;
  /** HMAC-SHA256, base64url; the purpose keeps two uses of one value apart. */
  mark(purpose: string, value: string): string;
}

/** A vault on two keys of 32 bytes in base64url: one seals, one makes HMACs. */
export function createVault(keys: { readonly sealing: string; readonly marking: string }): Vault {
  const secret = Buffer.from(keys.sealing, 'base64url');
  const marking = Buffer.from(keys.marking, 'base64url');
  return {
    seal: (value) =>
      new CompactEncrypt(Buffer.from(JSON.stringify(value)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(secret),
    async unseal(jwe) {
      const { plaintext } = await compactDecrypt(jwe, secret, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return JSON.parse(Buffer.from(plaintext).toString('utf8')) as unknown;
    },
    mark: (purpose, value) =>
      // The zero byte occurs in no purpose: no two pairs make the same text.
      createHmac('sha256', marking).update(`portal-${purpose}\0${value}`).digest('base64url'),
  };
}

/** 256 random bits, base64url: a cookie, a state. */
export function randomValue(): string {
  return randomBytes(32).toString('base64url');
}
