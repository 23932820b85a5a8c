/**
 * The signed status lists, rebuilt from the stored grants at most 1 s ago.
 *
 * @source draft-ietf-oauth-status-list: `statuslist+jwt`, bits 1, zlib, least significant bit first
 */
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { type JWK, SignJWT, importJWK } from 'jose';
import {
  STATUS_EPOCH_S,
  STATUS_EXP_S,
  STATUS_FULL_REBUILD_MS,
  STATUS_LIST_ENTRIES,
  STATUS_LOOK_BACK_MS,
  STATUS_REBUILD_MS,
  STATUS_RETIRE_S,
  STATUS_TTL_S,
} from '../../config/limits.ts';
import type { Stores } from '../stores/stores.ts';
import { epochOf, indexIn, listUri } from './status-list.ts';

const compress = promisify(deflate);
/** Grants read at once; more are read in turn. */
const BATCH = 5000;

export interface StatusListPublisher {
  /** The signed list of an epoch, at most 1 s old; undefined when it is not served (any more). */
  serve(epoch: number, now: number): Promise<string | undefined>;
}

interface KeptList {
  readonly bits: Uint8Array;
  /** Revocations up to here are in the bits. */
  seenTo: number;
  readAllAt: number;
  builtAt: number;
  jwt: Promise<string>;
}

export function createStatusListPublisher(options: {
  readonly stores: Pick<Stores, 'grants'>;
  readonly issuer: string;
  /** Private ES256 key. */
  readonly key: JWK;
}): StatusListPublisher {
  const lists = new Map<number, KeptList>();
  return {
    serve(epoch, now) {
      const current = epochOf(now);
      const retiresAt = ((epoch + 1) * STATUS_EPOCH_S + STATUS_RETIRE_S) * 1000;
      if (!Number.isSafeInteger(epoch) || epoch > current || retiresAt <= now)
        return Promise.resolve(undefined);
      for (const old of lists.keys()) if (old < current - 2) lists.delete(old);
      const list = lists.get(epoch) ?? emptyList(epoch);
      lists.set(epoch, list);
      if (now - list.builtAt >= STATUS_REBUILD_MS || now < list.builtAt) {
        if (now < list.builtAt) list.readAllAt = 0; // the clock was set back: what was seen says nothing
        list.builtAt = now;
        list.jwt = rebuild(list, epoch, now);
        list.jwt.catch(() => lists.delete(epoch)); // the caller sees the error; the next one begins anew
      }
      return list.jwt;
    },
  };

  async function rebuild(list: KeptList, epoch: number, now: number): Promise<string> {
    const start = epoch * STATUS_EPOCH_S * 1000;
    const isFull = now - list.readAllAt >= STATUS_FULL_REBUILD_MS;
    const from = isFull ? start : list.seenTo;
    // A commit may be later than the instant it carries, and another process's clock behind ours.
    await setBits(options.stores, list.bits, epoch, from - STATUS_LOOK_BACK_MS);
    list.seenTo = now;
    if (isFull) list.readAllAt = now;
    return sign(options.issuer, options.key, epoch, list.bits, now);
  }
}

function emptyList(epoch: number): KeptList {
  return {
    bits: new Uint8Array(STATUS_LIST_ENTRIES / 8),
    seenTo: epoch * STATUS_EPOCH_S * 1000,
    readAllAt: 0,
    builtAt: 0,
    jwt: Promise.resolve(''),
  };
}

async function setBits(
  stores: Pick<Stores, 'grants'>,
  bits: Uint8Array,
  epoch: number,
  from: number,
): Promise<void> {
  for (let since = from, limit = BATCH; ; ) {
    const revoked = await stores.grants.before('revokedAt', Number.MAX_SAFE_INTEGER, limit, since);
    for (const record of revoked) {
      const index = indexIn(record, epoch);
      if (index !== undefined) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
    }
    const last = revoked.at(-1)?.revokedAt;
    if (last === undefined || revoked.length < limit) return;
    if (last === since) limit *= 2; // more of one instant than a batch holds
    since = last;
  }
}

async function sign(
  issuer: string,
  key: JWK,
  epoch: number,
  bits: Uint8Array,
  now: number,
): Promise<string> {
  const iat = Math.floor(now / 1000);
  const lst = (await compress(bits)).toString('base64url');
  return new SignJWT({ ttl: STATUS_TTL_S, status_list: { bits: 1, lst } })
    .setProtectedHeader({
      alg: 'ES256',
      typ: 'statuslist+jwt',
      ...(key.kid ? { kid: key.kid } : {}),
    })
    .setIssuer(issuer)
    .setSubject(listUri(issuer, epoch))
    .setIssuedAt(iat)
    .setExpirationTime(iat + STATUS_EXP_S)
    .sign(await importJWK(key, 'ES256'));
}
