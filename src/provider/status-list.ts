/**
 * Token Status List: how resource servers see a revocation within 5 s.
 *
 * A grant that issues a JWT in an epoch of 900 s takes one random entry of that epoch's list. The
 * entry is written on the grant itself, in an update that refuses a revoked grant, and the bit is
 * derived from the grant. So a token signed while its grant is being revoked is born dead.
 */
import { randomInt } from 'node:crypto';
import { errors } from 'oidc-provider';
import { DAY_MS, STATUS_EPOCH_S, STATUS_LIST_ENTRIES } from '../../config/limits.ts';
import { newId } from '../credentials/random.ts';
import type { GrantRecord } from '../domain/grant.ts';
import { ConflictError } from '../storage/collection.ts';
import type { Stores } from '../stores/stores.ts';

/** Where a token's bit stands: the `status_list` member of its `status` claim. */
export interface StatusEntry {
  readonly idx: number;
  readonly uri: string;
}

export interface StatusEntries {
  /** The entry of a grant in the epoch of `now`. @throws InvalidGrant the grant is revoked */
  ofGrant(grantId: string, now: number): Promise<StatusEntry>;
  /** The entry of a client's own tokens (client_credentials). */
  ofClient(clientId: string, now: number): Promise<StatusEntry>;
  /** Ends a client's own tokens of this day; the next ones take another entry. */
  revokeClient(clientId: string, now: number): Promise<void>;
}

export function createStatusEntries(stores: Pick<Stores, 'grants'>, issuer: string): StatusEntries {
  const ofGrant = async (id: string, now: number): Promise<StatusEntry> => {
    const epoch = epochOf(now);
    for (;;) {
      const entry = `${epoch}.${randomInt(STATUS_LIST_ENTRIES)}`;
      try {
        const record = await stores.grants.update(id, (stored) => takeEntry(stored, epoch, entry));
        const idx = indexIn(record, epoch);
        if (idx !== undefined) return { idx, uri: listUri(issuer, epoch) };
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error; // another grant has this entry: draw again
      }
    }
  };
  const ofService = (clientId: string): Promise<GrantRecord[]> =>
    stores.grants.find({ accountId: `client:${clientId}` });

  return {
    ofGrant,
    async ofClient(clientId, now) {
      const records = await ofService(clientId);
      const isUsable = (one: GrantRecord): boolean =>
        one.revokedAt === undefined && one.expiresAt > now + DAY_MS / 2;
      const id = records.find(isUsable)?.id ?? newId();
      if (!records.some(isUsable)) {
        const accountId = `client:${clientId}`;
        await stores.grants.insert({
          id,
          clientId,
          accountId,
          createdAt: now,
          expiresAt: now + DAY_MS,
          payload: {},
        });
      }
      return ofGrant(id, now);
    },
    async revokeClient(clientId, now) {
      for (const { id } of await ofService(clientId))
        await stores.grants.update(id, (record) =>
          record.revokedAt === undefined ? { ...record, revokedAt: now } : record,
        );
    },
  };
}

/** Which epoch an instant lies in. */
export function epochOf(now: number): number {
  return Math.floor(now / 1000 / STATUS_EPOCH_S);
}

/** Address of an epoch's list. */
export function listUri(issuer: string, epoch: number): string {
  return `${issuer}/status-lists/${epoch}`;
}

/** The grant's index in an epoch's list, if it has one. */
export function indexIn(record: GrantRecord, epoch: number): number | undefined {
  for (const entry of [record.statusEntry, record.previousStatusEntry]) {
    const [of, index] = (entry ?? '').split('.');
    if (of === String(epoch)) return Number(index);
  }
  return undefined;
}

/** A pure change: the record with an entry in this epoch. @throws InvalidGrant it is revoked */
function takeEntry(record: GrantRecord, epoch: number, entry: string): GrantRecord {
  if (record.revokedAt !== undefined) throw new errors.InvalidGrant('grant is revoked');
  if (indexIn(record, epoch) !== undefined) return record;
  const { previousStatusEntry: _retired, ...kept } = record;
  return {
    ...kept,
    ...(record.statusEntry === undefined ? {} : { previousStatusEntry: record.statusEntry }),
    statusEntry: entry,
  };
}
