/**
 * Ends access, whatever the cause: a new temporary password, a revoked delegation, a logout.
 *
 * What takes away is written first and alone decides: the account's `notBefore`, the delegation's
 * own end, the missing session. Grants are revoked after it, so a grant saved meanwhile either is
 * found here or reads, after its own save, that it has no force. A crash in between leaves less
 * access, never more; running it again finishes it.
 */
import { SESSION_ABSOLUTE_S } from '../../config/limits.ts';
import { isActive, withEndedAccess } from '../domain/account.ts';
import { upsert } from '../storage/collection.ts';
import type { GrantRecord } from '../domain/grant.ts';
import type { Stores } from '../stores/stores.ts';
import type { CommandDeps } from './deps.ts';

/** What is ended: all of a person, one session, one delegation, or one grant; each with what hangs on it. */
export type AccessTarget =
  | { readonly accountId: string }
  | { readonly sessionUid: string }
  | { readonly delegationId: string }
  | { readonly grantId: string };

/** Rows that open something. Interactions stay: a login begun afresh goes on in them. */
const OPENING_MODELS: ReadonlySet<string> = new Set([
  'Session',
  'AccessToken',
  'AuthorizationCode',
  'RefreshToken',
]);

/**
 * Ends access and answers how many grants it revoked. Their records stay for the status list; what
 * was open goes into the audit, a repeat that finds nothing does not.
 * The delegation of a `delegationId` must have been revoked before, and an account that is closed,
 * suspended or dead must say so: then what others hold for that person ends as well.
 * @throws NotFoundError the account is unknown
 */
export async function endAccess(
  deps: Pick<CommandDeps, 'stores' | 'audit'>,
  target: AccessTarget,
  end: { readonly cause: string; readonly now: number },
): Promise<number> {
  const { stores } = deps;
  const { now } = end;
  let closed = 0;
  const held: GrantRecord[] = [];
  if ('accountId' in target) {
    const account = await stores.accounts.update(target.accountId, (stored) =>
      withEndedAccess(stored, now),
    );
    if (!isActive(account)) held.push(...(await grantsForPatient(stores, account.id)));
    closed = await deleteOpening(stores, { accountId: target.accountId });
  }
  if ('sessionUid' in target) {
    await markEnded(stores, target.sessionUid, now);
    closed = await deleteOpening(stores, { uid: target.sessionUid });
  }
  const own = await grantsOf(stores, target);
  const revoked = await revokeAll(stores, [...own, ...held], now);
  if (closed + revoked.length > 0)
    await deps.audit.record({
      kind: 'access_ended',
      ...subjectOf(target, revoked),
      data: { cause: end.cause, ...target, grants: revoked.map(({ id }) => id) },
    });
  return revoked.length;
}

/** Where it is remembered that a session has ended. */
export function endedSessionId(uid: string): string {
  return `ended:${uid}`;
}

/**
 * Remembers the end for as long as the session could have lived: a request that read the session
 * before may store it again, and what it stores must be dead.
 */
async function markEnded(stores: Stores, uid: string, now: number): Promise<void> {
  const mark = {
    id: endedSessionId(uid),
    model: 'EndedSession',
    payload: {},
    createdAt: now,
    expiresAt: now + SESSION_ABSOLUTE_S * 1000,
  };
  await upsert(
    stores.artifacts,
    mark.id,
    () => mark,
    (stored) => stored,
  );
}

async function grantsOf(stores: Stores, target: AccessTarget): Promise<readonly GrantRecord[]> {
  if (!('grantId' in target)) return stores.grants.find(target);
  const grant = await stores.grants.get(target.grantId);
  return grant ? [grant] : [];
}

/** What others hold for a person: nobody acts for who is closed, suspended or dead. */
async function grantsForPatient(stores: Stores, patientId: string): Promise<GrantRecord[]> {
  const delegations = await stores.delegations.find({ delegatorId: patientId });
  const all = await Promise.all(
    delegations.map(({ id: delegationId }) => stores.grants.find({ delegationId })),
  );
  return all.flat();
}

/** Revokes the grants with those made from them, and answers which were alive until now. */
async function revokeAll(
  stores: Stores,
  grants: readonly GrantRecord[],
  now: number,
): Promise<readonly GrantRecord[]> {
  const families = await Promise.all(
    grants.map(async (grant) => {
      await stores.grants.update(grant.id, (stored) =>
        stored.revokedAt === undefined ? { ...stored, revokedAt: now } : stored,
      );
      await deleteOpening(stores, { grantId: grant.id });
      const children = await stores.grants.find({ parentId: grant.id });
      const below = await revokeAll(stores, children, now);
      return grant.revokedAt === undefined ? [grant, ...below] : below;
    }),
  );
  return [...new Map(families.flat().map((grant) => [grant.id, grant])).values()];
}

/** Deletes the rows that open something and answers how many there were. */
async function deleteOpening(
  stores: Stores,
  where: { readonly accountId: string } | { readonly uid: string } | { readonly grantId: string },
): Promise<number> {
  const rows = await stores.artifacts.find(where);
  const opening = rows.filter(({ model }) => OPENING_MODELS.has(model));
  await Promise.all(opening.map(({ id }) => stores.artifacts.delete(id)));
  return opening.length;
}

function subjectOf(
  target: AccessTarget,
  revoked: readonly GrantRecord[],
): { readonly subject?: string } {
  const accountId = 'accountId' in target ? target.accountId : revoked[0]?.accountId;
  return accountId === undefined ? {} : { subject: accountId };
}
