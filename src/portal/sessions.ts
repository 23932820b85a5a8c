/** The sessions of this portal: made at login, found by cookie, ended by logout from either side. */
import { type Collection, NotFoundError } from '../storage/collection.ts';
import type { PortalSession } from './collections.ts';
import { type SessionSecrets, type TokenSet, parseSecrets, sessionEnd } from './session.ts';
import type { Vault } from './vault.ts';

/** A session that is neither idle nor over, with its sealed part opened. */
export interface LiveSession extends SessionSecrets {
  readonly id: string;
  readonly sub: string;
  readonly expiresAt: number;
}

/** Who logged in, as the ID token says, and what the session will hold. */
export interface NewSession extends SessionSecrets {
  readonly sub: string;
  readonly sid: string | undefined;
}

export interface Sessions {
  /** Makes the session of a cookie. */
  begin(cookie: string, session: NewSession, now: number): Promise<void>;
  /** The session of a cookie, its idle time begun anew; undefined when there is none any more. */
  use(cookie: string, now: number): Promise<LiveSession | undefined>;
  /** Reads a session without using it. */
  peek(id: string, now: number): Promise<LiveSession | undefined>;
  /**
   * Stores renewed tokens; undefined when the session ended meanwhile. Callers renew one at a
   * time; another process's newer tokens are only ever replaced by tokens newer still.
   */
  keepTokens(session: LiveSession, tokens: TokenSet): Promise<LiveSession | undefined>;
  /** Ends the session of a cookie and says what it was; no session is no error. */
  end(cookie: string): Promise<LiveSession | undefined>;
  /** Ends every session of a provider's session, or of an account when only `sub` is given. */
  endOf(who: {
    readonly sid?: string | undefined;
    readonly sub?: string | undefined;
  }): Promise<number>;
}

/** Sessions over their collection. */
export function createSessions(collection: Collection<PortalSession>, vault: Vault): Sessions {
  const idOf = (cookie: string): string => vault.mark('session', cookie);
  const opened = async (row: PortalSession): Promise<LiveSession> => ({
    id: row.id,
    sub: row.sub,
    expiresAt: row.expiresAt,
    ...parseSecrets(await vault.unseal(row.sealed)),
  });
  const peek: Sessions['peek'] = async (id, now) => {
    const row = await collection.get(id);
    return row && row.expiresAt > now ? opened(row) : undefined;
  };

  return {
    peek,
    async begin(cookie, session, now) {
      const { sub, sid, ...secrets } = session;
      await collection.insert({
        id: idOf(cookie),
        sub,
        ...(sid === undefined ? {} : { sid }),
        sealed: await vault.seal(secrets),
        createdAt: now,
        seenAt: now,
        expiresAt: sessionEnd(now, now),
      });
    },
    async use(cookie, now) {
      const row = await ifThere(
        collection.update(idOf(cookie), (current) =>
          current.expiresAt <= now || current.seenAt >= now
            ? current
            : { ...current, seenAt: now, expiresAt: sessionEnd(current.createdAt, now) },
        ),
      );
      return row && row.expiresAt > now ? opened(row) : undefined;
    },
    async keepTokens(session, tokens) {
      const { id, sub, expiresAt, ...secrets } = session;
      const next = { ...secrets, tokens };
      const sealed = await vault.seal(next);
      const row = await ifThere(collection.update(id, (current) => ({ ...current, sealed })));
      return row && { id, sub, expiresAt: Math.max(expiresAt, row.expiresAt), ...next };
    },
    async end(cookie) {
      const row = await collection.get(idOf(cookie));
      if (!row) return undefined;
      await collection.delete(row.id);
      return opened(row);
    },
    async endOf({ sid, sub }) {
      if (sid === undefined && sub === undefined) return 0;
      const found = await collection.find(sid === undefined ? { sub: sub ?? '' } : { sid });
      const meant = found.filter((row) => sub === undefined || row.sub === sub);
      await Promise.all(meant.map((row) => collection.delete(row.id)));
      return meant.length;
    },
  };
}

/** The updated entity, or undefined when there is none. */
async function ifThere<T>(update: Promise<T>): Promise<T | undefined> {
  try {
    return await update;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
