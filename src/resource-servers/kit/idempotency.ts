/**
 * `Idempotency-Key`: a repeated POST of the JSON paths is answered as the first was, and acts once.
 *
 * The first request takes the key with an id for what it will create. Work under one id must be
 * repeatable: after a crash the next request goes on under the same id, finds what was done, and
 * answers it. A refusal gives the key back: nothing was done, and the next try is judged afresh.
 * @source IETF draft-ietf-httpapi-idempotency-key-header-07; resource-servers 1.9
 */
import { createHash, randomUUID } from 'node:crypto';
import { IDEMPOTENCY_LEASE_MS, IDEMPOTENCY_MS } from '../../../config/limits.ts';
import { type Collection, type CollectionDeclaration, upsert } from '../../storage/collection.ts';
import type { SweepRule } from '../../storage/sweeper.ts';
import { ApiError } from './errors.ts';
import type { Call, Reply } from './route.ts';

/** A key that was used. */
export interface UsedKey {
  /** Digest of who sent which key to which path. */
  readonly id: string;
  readonly bodyHash: string;
  /** Id for what the request creates: the same in every try. */
  readonly workId: string;
  /** Until then the first request is believed to be under way. */
  readonly leaseUntil: number;
  /** The answer, once there is one. */
  readonly reply?: KeptReply;
  readonly expiresAt: number;
}

type KeptReply = Pick<Reply, 'status' | 'headers' | 'body' | 'facts'>;

export const idempotencyKeys: CollectionDeclaration<UsedKey> = {
  name: 'idempotencyKeys',
  fields: {
    bodyHash: { type: String, required: true },
    workId: { type: String, required: true },
    leaseUntil: { type: Number, required: true },
    reply: { type: Object },
    expiresAt: { type: Number, required: true, index: true },
  },
};

const KEY = /^[\x21-\x7e]{8,128}$/;

/** What the sweeper does with keys that are old. */
export function sweepKeys(collection: Collection<UsedKey>): SweepRule<UsedKey> {
  return { collection, field: 'expiresAt', before: (now) => now };
}

/**
 * Runs `work` once for the call's key. `work` gets the id for what it creates (a UUID v4), and
 * must answer alike when it runs again under it.
 * @throws ApiError VALIDATION_ERROR no key · key-reused · still-running · what `work` throws
 */
export async function once(
  collection: Collection<UsedKey>,
  path: string,
  call: Call,
  work: (id: string) => Promise<Reply>,
): Promise<Reply> {
  const key = call.header('Idempotency-Key');
  if (key === undefined || !KEY.test(key))
    throw new ApiError('VALIDATION_ERROR', { field: 'http.Idempotency-Key' });
  const taken = await take(collection, {
    id: digest([path, key, ...senderOf(call)]),
    bodyHash: digest([canonical(call.body)]),
    now: call.now,
  });
  if (taken.reply) return taken.reply;
  try {
    const reply = await work(taken.workId);
    const { status, headers, body, facts } = reply;
    const kept: KeptReply = { status, body, facts, ...(headers ? { headers } : {}) };
    await collection.update(taken.id, (current) => ({ ...current, reply: kept }));
    return reply;
  } catch (error) {
    const isRefusal = error instanceof ApiError && error.row.status < 500;
    // Whoever took over after this lease has the key now.
    const isOurs = (kept: UsedKey): boolean =>
      kept.reply === undefined && kept.leaseUntil === taken.leaseUntil;
    if (isRefusal) await collection.delete(taken.id, isOurs);
    throw error;
  }
}

/** Takes the key, or the lease of a request that never ended. */
function take(
  collection: Collection<UsedKey>,
  { id, bodyHash, now }: { readonly id: string; readonly bodyHash: string; readonly now: number },
): Promise<UsedKey> {
  const fresh: UsedKey = {
    id,
    bodyHash,
    workId: randomUUID(),
    leaseUntil: now + IDEMPOTENCY_LEASE_MS,
    expiresAt: now + IDEMPOTENCY_MS,
  };
  return upsert(
    collection,
    id,
    () => fresh,
    (current) => {
      if (current.expiresAt <= now) return fresh;
      if (current.bodyHash !== bodyHash) throw new ApiError('key-reused');
      if (current.reply) return current;
      if (current.leaseUntil > now) throw new ApiError('still-running');
      return { ...current, leaseUntil: fresh.leaseUntil };
    },
  );
}

/** One person's key is never another's, nor the same person's in another role or application. */
function senderOf({ caller }: Call): string[] {
  if (caller.kind === 'service') return [caller.clientId];
  return [
    caller.clientId,
    caller.patientId,
    caller.delegation?.actor.sub ?? '',
    caller.detail?.delegation_id ?? '',
  ];
}

/** The same JSON, whatever the order of its fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
