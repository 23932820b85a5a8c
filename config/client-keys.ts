/** Private keys of the demo's clients: `$GASS_VAR/clients/<client_id>.jwk.json`, mode 0600. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** An EC P-256 key for private_key_jwt (ES256) with its `kid`. */
export interface PrivateJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly d: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** The public half, as a client registers it. */
export type PublicJwk = Omit<PrivateJwk, 'd'>;

/** Where a client's private key lies. */
export function clientKeyFile(varFolder: string, clientId: string): string {
  return path.join(varFolder, 'clients', `${clientId}.jwk.json`);
}

/** Reads a client's private key; undefined when there is none. */
export function readClientKey(varFolder: string, clientId: string): PrivateJwk | undefined {
  try {
    return JSON.parse(readFileSync(clientKeyFile(varFolder, clientId), 'utf8')) as PrivateJwk; // written by us, below
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Reads a client's key, making it first if missing; processes that start at once end with one key. */
export function ensureClientKey(varFolder: string, clientId: string): PrivateJwk {
  const found = readClientKey(varFolder, clientId);
  if (found) return found;
  const file = clientKeyFile(varFolder, clientId);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = {
    ...privateKey.export({ format: 'jwk' }),
    kid: randomUUID(),
    alg: 'ES256',
    use: 'sig',
  };
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(jwk, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file); // fails when another process was first: never overwrites a key
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return ensureClientKey(varFolder, clientId);
}

/** The part of a key that may be shown. */
export function publicPart(jwk: PrivateJwk): PublicJwk {
  const { d: _secret, ...shown } = jwk;
  return shown;
}
