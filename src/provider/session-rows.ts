/** Rows of a session: whether it is alive, and what becomes of two tabs that renew it at once. */
import { SESSION_ABSOLUTE_S } from '../../config/limits.ts';
import { endedSessionId } from '../commands/end-access.ts';
import { isActive } from '../domain/account.ts';
import type { Artifact } from '../stores/collections.ts';
import type { Stores } from '../stores/stores.ts';

type SessionStores = Pick<Stores, 'artifacts' | 'accounts'>;

/** Two tabs may renew the session's id at once: what either was granted stays with the session. */
export async function mergeTabs(stores: SessionStores, fresh: Artifact): Promise<void> {
  if (fresh.uid === undefined) return;
  const payload = fresh.payload as { authorizations?: object };
  const rows = await stores.artifacts.find({ uid: fresh.uid });
  const others = rows.filter((row) => row.id !== fresh.id && row.model === 'Session');
  payload.authorizations = Object.assign(
    {},
    ...others.map((row) => (row.payload as typeof payload).authorizations),
    payload.authorizations,
  ) as object;
}

/** A session ends 12 h after its login, when somebody signed out of it, and when its account lost force after it began. */
export async function isSessionAlive(stores: SessionStores, artifact: Artifact): Promise<boolean> {
  const { accountId, loginTs } = artifact.payload as { accountId?: string; loginTs?: number };
  if (!accountId || loginTs === undefined) return true;
  if (loginTs + SESSION_ABSOLUTE_S <= Date.now() / 1000) return false;
  if (artifact.uid !== undefined && (await stores.artifacts.get(endedSessionId(artifact.uid))))
    return false;
  const account = await stores.accounts.get(accountId);
  // loginTs has whole seconds: a login of the very second in which older ones ended is not older.
  return account !== undefined && isActive(account) && account.notBefore < (loginTs + 1) * 1000;
}
