/**
 * The keys that sign tokens: a sealed collection, so that every process signs with the same ones
 * and a stolen backup holds none of them.
 */
import { type JWK, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Sealer } from '../credentials/sealing.ts';
import { ConflictError } from '../storage/collection.ts';
import type { SigningKey } from '../stores/collections.ts';
import type { Stores } from '../stores/stores.ts';

/** ES256 signs our access tokens; RS256 and PS256 are what certification plans and old clients ask. */
const ALGORITHMS = ['ES256', 'RS256'] as const;

/** Private JWKs, newest first for each algorithm; made when the collection has none. */
export async function loadSigningKeys(
  stores: Pick<Stores, 'signingKeys'>,
  sealer: Sealer,
  now: number,
): Promise<JWK[]> {
  const keys: JWK[] = [];
  for (const alg of ALGORITHMS) {
    await ensureKey(stores, sealer, alg, now);
    const found = await stores.signingKeys.find({ alg });
    found.sort((a, b) => b.createdAt - a.createdAt);
    for (const key of found) keys.push((await sealer.unseal(key.sealedKey)) as JWK); // sealed below
  }
  return keys;
}

async function ensureKey(
  stores: Pick<Stores, 'signingKeys'>,
  sealer: Sealer,
  alg: SigningKey['alg'],
  now: number,
): Promise<void> {
  const id = `first-${alg}`;
  if (await stores.signingKeys.get(id)) return;
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
  const jwk = await exportJWK(privateKey);
  // An RSA key without `alg` serves RS256 and PS256 alike.
  const key = {
    ...jwk,
    kid: await calculateJwkThumbprint(jwk),
    use: 'sig',
    ...(alg === 'ES256' ? { alg } : {}),
  };
  try {
    await stores.signingKeys.insert({ id, alg, sealedKey: await sealer.seal(key), createdAt: now });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error; // another process made it first
  }
}
