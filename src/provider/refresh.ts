/** Refresh tokens: who gets one, for how long, and that a failed refresh costs nothing (design 6). */
import type { Middleware } from 'koa';
import type { Client, KoaContextWithOIDC, RefreshToken } from 'oidc-provider';
import {
  MOBILE_REFRESH_ABSOLUTE_S,
  MOBILE_REFRESH_IDLE_S,
  SESSION_ABSOLUTE_S,
  SESSION_IDLE_S,
} from '../../config/limits.ts';
import type { Indexer } from '../credentials/indexer.ts';
import { NotFoundError } from '../storage/collection.ts';
import type { Stores } from '../stores/stores.ts';
import { artifactKey } from './artifacts.ts';

/** A token dies with its session, but for a mobile app acting for oneself. */
export function expiresWithSession({ oidc }: KoaContextWithOIDC): boolean {
  const isMobile = oidc.client?.clientAuthMethod === 'none';
  const isDelegated = (oidc.grant?.rar?.length ?? 0) > 0;
  return !isMobile || isDelegated;
}

/** Every client that registered the grant type gets one with a code; `offline_access` is not needed. */
export function issueRefreshToken(_ctx: KoaContextWithOIDC, client: Client): boolean {
  return client.grantTypeAllowed('refresh_token');
}

/** What is bound to a key stays; what is not is used once. */
export function rotateRefreshToken({ oidc }: KoaContextWithOIDC): boolean {
  return oidc.entities.RefreshToken?.isSenderConstrained() !== true;
}

/** Seconds a refresh token lives from now: never past the absolute end of its family. */
export function refreshTokenTtl(ctx: KoaContextWithOIDC, token: RefreshToken): number {
  const begun = token.iiat ?? Math.floor(Date.now() / 1000);
  const age = Math.floor(Date.now() / 1000) - begun;
  const [idle, absolute] = expiresWithSession(ctx)
    ? [SESSION_ABSOLUTE_S, SESSION_ABSOLUTE_S]
    : [MOBILE_REFRESH_IDLE_S, MOBILE_REFRESH_ABSOLUTE_S];
  return Math.max(1, Math.min(idle, absolute - age));
}

export interface RefreshDeps {
  readonly stores: Pick<Stores, 'artifacts'>;
  readonly indexer: Indexer;
}

/**
 * After the token endpoint: the library consumes a code, and rotates a refresh token, before it
 * resolves resource and claims. So a claim on the code or on the old token is taken back when the
 * answer is not 200: a portal learns only here which audiences a delegation carries, and asks for
 * the next one. A refresh counts as use of the session.
 */
export function afterTokenRequest(deps: RefreshDeps): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/token' || ctx.method !== 'POST') return next() as Promise<void>;
    let isAnswered = false;
    try {
      await next();
      isAnswered = ctx.status === 200;
    } finally {
      const { oidc } = ctx as KoaContextWithOIDC;
      const entities = (oidc as KoaContextWithOIDC['oidc'] | undefined)?.entities;
      if (!isAnswered && entities?.RotatedRefreshToken)
        await giveBack(deps, entities.RotatedRefreshToken, entities.RefreshToken);
      // The library names the code here only after this request itself consumed it.
      if (!isAnswered && entities?.AuthorizationCode)
        await unclaim(deps, 'AuthorizationCode', entities.AuthorizationCode.jti);
      if (isAnswered && entities?.RefreshToken?.expiresWithSession)
        await touchSession(deps, entities.RefreshToken.sessionUid);
    }
  };
}

async function giveBack(
  deps: RefreshDeps,
  old: RefreshToken,
  fresh: RefreshToken | undefined,
): Promise<void> {
  if (fresh && fresh.jti !== old.jti) await fresh.destroy();
  await unclaim(deps, 'RefreshToken', old.jti);
}

async function unclaim(deps: RefreshDeps, model: string, jti: string): Promise<void> {
  try {
    await deps.stores.artifacts.update(artifactKey(deps.indexer, model, jti), (stored) => {
      const { consumedAt: _taken, ...kept } = stored;
      return kept;
    });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error; // the whole family is gone: nothing to give back
  }
}

async function touchSession(deps: RefreshDeps, uid: string | undefined): Promise<void> {
  if (uid === undefined) return;
  const now = Date.now();
  for (const row of await deps.stores.artifacts.find({ uid })) {
    const loginTs = row.payload['loginTs'];
    if (row.model !== 'Session' || typeof loginTs !== 'number') continue;
    const until = Math.min(now + SESSION_IDLE_S * 1000, (loginTs + SESSION_ABSOLUTE_S) * 1000);
    await deps.stores.artifacts
      .update(row.id, (stored) =>
        until - stored.expiresAt < 60_000 // once a minute is enough: a write costs more than it tells
          ? stored
          : {
              ...stored,
              expiresAt: until,
              payload: { ...stored.payload, exp: Math.floor(until / 1000) },
            },
      )
      .catch((error: unknown) => {
        if (!(error instanceof NotFoundError)) throw error; // logged out meanwhile
      });
  }
}
