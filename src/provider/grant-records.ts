/**
 * Grants as we keep them: for whom, under which delegation, since when, until when, revoked when.
 *
 * `live` is the one question that every issue and every introspection asks: is the grant, its
 * account, its delegation and its parent in force now? A record is never deleted when it ends,
 * since the status list derives its bits from it; the sweeper removes it later.
 */
import { DELEGATION_TYPE, type DelegationDetail } from '../tokens/claims.ts';
import { endedSessionId } from '../commands/end-access.ts';
import { type Account, isStillValid } from '../domain/account.ts';
import { type Delegation, isInForce } from '../domain/delegation.ts';
import type { GrantRecord } from '../domain/grant.ts';
import { NotFoundError, upsert } from '../storage/collection.ts';
import type { Stores } from '../stores/stores.ts';

/** A grant in force, with the persons it rests on; `patient` is the actor when no delegation is used. */
export interface LiveGrant {
  readonly record: GrantRecord;
  readonly actor: Account;
  readonly patient: Account;
  readonly delegation?: Delegation;
}

export interface GrantRecords {
  /** Stores oidc-provider's payload; facts of ours that are already there stay. */
  save(id: string, payload: object, expiresIn: number | undefined, now: number): Promise<void>;
  /** The grant while it, its account, its delegation and its parent are in force. */
  live(id: string, now: number): Promise<LiveGrant | undefined>;
  /** Adds facts of the login to a record. */
  note(
    id: string,
    facts: Partial<Pick<GrantRecord, 'sessionUid' | 'authTime' | 'amr' | 'pinAt' | 'parentId'>>,
  ): Promise<void>;
  /** Whether somebody signed out of the session. */
  isSessionEnded(uid: string): Promise<boolean>;
  /** Ends a grant and those that depend on it; ending it again changes nothing. */
  revoke(id: string, now: number): Promise<void>;
}

interface GrantPayload {
  readonly accountId?: string;
  readonly clientId?: string;
  readonly rar?: readonly { readonly type?: string; readonly delegation_id?: string }[];
}

export function createGrantRecords(
  stores: Pick<Stores, 'grants' | 'accounts' | 'delegations' | 'artifacts'>,
): GrantRecords {
  const records: GrantRecords = {
    async save(id, payload, expiresIn, now) {
      const { accountId, clientId = '', rar } = payload as GrantPayload; // the library's Grant model
      const delegationId = rar?.find(({ type }) => type === DELEGATION_TYPE)?.delegation_id;
      const kept = { clientId, payload: { ...payload }, expiresAt: now + (expiresIn ?? 0) * 1000 };
      const fresh: GrantRecord = {
        ...kept,
        id,
        ...(accountId === undefined ? {} : { accountId }),
        ...(delegationId === undefined ? {} : { delegationId }),
        createdAt: now,
      };
      await upsert(
        stores.grants,
        id,
        () => fresh,
        (stored) => ({ ...stored, ...kept }),
      );
    },

    async live(id, now) {
      const record = await stores.grants.get(id);
      if (!record || record.revokedAt !== undefined || record.expiresAt <= now) return undefined;
      const actor = await stores.accounts.get(record.accountId ?? '');
      if (!actor || !isStillValid(actor, record.createdAt)) return undefined;
      if (record.parentId !== undefined && !(await records.live(record.parentId, now)))
        return undefined;
      if (record.delegationId === undefined) return { record, actor, patient: actor };
      const delegation = await stores.delegations.get(record.delegationId);
      const patient = delegation && (await stores.accounts.get(delegation.delegatorId));
      if (!patient || delegation.delegateId !== actor.id) return undefined;
      return isInForce(delegation, { patient, delegate: actor }, now)
        ? { record, actor, patient, delegation }
        : undefined;
    },

    async note(id, facts) {
      await stores.grants.update(id, (record) => ({ ...record, ...facts }));
    },

    async isSessionEnded(uid) {
      return (await stores.artifacts.get(endedSessionId(uid))) !== undefined;
    },

    async revoke(id, now) {
      try {
        await stores.grants.update(id, (record) =>
          record.revokedAt === undefined ? { ...record, revokedAt: now } : record,
        );
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
      }
      for (const child of await stores.grants.find({ parentId: id }))
        await records.revoke(child.id, now);
    },
  };
  return records;
}

/** The delegation detail a grant carries, if any. */
export function detailOf(record: GrantRecord | undefined): DelegationDetail | undefined {
  const { rar = [] } = (record?.payload ?? {}) as { rar?: { type: string }[] }; // the library's Grant model
  const detail = rar.find(({ type }) => type === DELEGATION_TYPE);
  return detail as DelegationDetail | undefined; // details of this type are made by grants.ts alone
}
