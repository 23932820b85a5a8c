/**
 * The keys that never enter a database or a repository: `$GASS_VAR/secrets.json`, mode 0600.
 *
 * On one machine they are made silently at first start. Elsewhere `npm run keys` makes them once
 * and the file is carried to every process by whoever runs the system.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const key = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url');
const schema = z.object({
  /** Enters every argon2 hash and the derivation of one-time codes. */
  pepper: key,
  /** Seals message bodies and private keys (JWE dir, A256GCM). */
  sealing: key,
  /** HMAC of bearer values, serials and addresses. */
  index: key,
  /** Signs cookies and forms. */
  cookies: key,
  /** Links the audit chains. */
  audit: key,
  /** Makes pairwise subject identifiers. */
  pairwise: key,
});

/** 32-byte keys, base64url. */
export type Secrets = Readonly<z.infer<typeof schema>>;

/** The secrets are missing, unreadable or readable by others. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError';
}

/** Where the secrets are kept. */
export function secretsFile(varFolder: string): string {
  return path.join(varFolder, 'secrets.json');
}

/** Reads the secrets, making them first when `mayCreate`. @throws SecretsError */
export function loadSecrets(varFolder: string, mayCreate: boolean): Secrets {
  const file = secretsFile(varFolder);
  const found = readIfThere(file);
  if (found !== undefined) return parse(file, found);
  if (!mayCreate)
    throw new SecretsError(
      `${file} is missing: run "npm run keys" once, then copy it to every process.`,
    );
  createSecrets(varFolder);
  return parse(file, readFileSync(file, 'utf8'));
}

/** Makes the file unless it is there; two processes at once end with one file. */
export function createSecrets(varFolder: string): void {
  mkdirSync(varFolder, { recursive: true, mode: 0o700 });
  const file = secretsFile(varFolder);
  const draft = `${file}.${randomUUID()}`;
  const fresh = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, randomBytes(32).toString('base64url')]),
  );
  writeFileSync(draft, `${JSON.stringify(fresh, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file); // fails when another process was first: never overwrites a key
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    if ((statSync(file).mode & 0o077) !== 0)
      throw new SecretsError(`${file} can be read by others: run chmod 600 on it.`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(file: string, text: string): Secrets {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SecretsError(
      `${file} is damaged: restore it from a copy; a new one makes every password void.`,
      {
        cause,
      },
    );
  }
}
