/**
 * Access tokens that are still good when they are needed.
 *
 * Refresh tokens rotate, so a session renews one at a time: several requests of one page wait for
 * the same renewal. Between processes the loser of a race is refused by the provider (which then
 * changes nothing for 10 s) and finds the winner's tokens in the store.
 */
import type { OidcClient } from './oidc-client.ts';
import { isFresh } from './session.ts';
import type { LiveSession, Sessions } from './sessions.ts';
import { GrantLostError, StopError } from './stops.ts';

export interface AccessTokens {
  /**
   * A token for the audience. `refused` is one that the service did not accept: another is got.
   * @throws GrantLostError no more tokens from this grant · StopError `unavailable`, `idle`
   */
  tokenFor(session: LiveSession, audience: string, refused?: string): Promise<string>;
}

/** Tokens of the sessions; renewed by refresh token with `resource`. */
export function createAccessTokens(deps: {
  readonly sessions: Sessions;
  readonly oidc: Pick<OidcClient, 'refresh'>;
}): AccessTokens {
  const renewals = new Map<string, Promise<LiveSession>>();

  /** One renewal at a time for a session, whatever the audience: they share the refresh token. */
  async function renew(id: string, audience: string, refused?: string): Promise<LiveSession> {
    const before = renewals.get(id) ?? Promise.resolve();
    const mine = before.then(ignore, ignore).then(() => renewNow(deps, id, audience, refused));
    renewals.set(id, mine);
    try {
      return await mine;
    } finally {
      if (renewals.get(id) === mine) renewals.delete(id);
    }
  }

  return {
    async tokenFor(session, audience, refused) {
      const held = usable(session, audience, refused);
      if (held !== undefined) return held;
      const renewed = await renew(session.id, audience, refused);
      const token = usable(renewed, audience, refused);
      if (token === undefined) throw new GrantLostError('a renewed token is not usable');
      return token;
    },
  };
}

async function renewNow(
  { sessions, oidc }: { readonly sessions: Sessions; readonly oidc: Pick<OidcClient, 'refresh'> },
  id: string,
  audience: string,
  refused: string | undefined,
): Promise<LiveSession> {
  const current = await sessions.peek(id, Date.now());
  if (!current) throw new StopError('idle', { detail: 'the session ended during a request' });
  if (usable(current, audience, refused) !== undefined) return current;
  if (current.tokens.refreshToken === undefined) throw new GrantLostError('no refresh token');
  try {
    const kept = await sessions.keepTokens(current, await oidc.refresh(current.tokens, audience));
    if (!kept) throw new StopError('idle', { detail: 'the session ended during a renewal' });
    return kept;
  } catch (error) {
    if (!(error instanceof GrantLostError)) throw error;
    const winner = await sessions.peek(id, Date.now());
    if (winner && usable(winner, audience, refused) !== undefined) return winner;
    throw error;
  }
}

function usable(session: LiveSession, audience: string, refused?: string): string | undefined {
  const held = session.tokens.access[audience];
  return held && held.token !== refused && isFresh(held, Date.now()) ? held.token : undefined;
}

function ignore(): void {
  // the next in line does not care how the one before ended
}
