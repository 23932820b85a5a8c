/** Sealing of what must be read again but never from a stolen backup: message bodies, private keys. */
import { CompactEncrypt, compactDecrypt, errors } from 'jose';
import { GassError } from '../domain/errors.ts';

export interface Sealer {
  /** Seals any JSON value: compact JWE, `dir` with A256GCM (RFC 7516). */
  seal(value: unknown): Promise<string>;
  /** Opens it again. @throws GassError `broken`: altered, or sealed with another key */
  unseal(jwe: string): Promise<unknown>;
}

/** A sealer on the key `sealing` of `config/secrets.ts`: 32 bytes, base64url. */
export function createSealer(key: string): Sealer {
  const secret = Buffer.from(key, 'base64url');
  return {
    seal: (value) =>
      new CompactEncrypt(Buffer.from(JSON.stringify(value)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(secret),
    async unseal(jwe) {
      const { plaintext } = await open(jwe, secret);
      return JSON.parse(Buffer.from(plaintext).toString('utf8')) as unknown;
    },
  };
}

async function open(jwe: string, secret: Uint8Array): Promise<{ plaintext: Uint8Array }> {
  try {
    return await compactDecrypt(jwe, secret, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause;
    throw new GassError('broken', {
      status: 500,
      detail: 'a sealed value does not open: it was altered, or sealed with another sealing key',
      cause,
    });
  }
}
