/**
 * The provider says that a session ended: ours of it end too.
 * @source OpenID Connect Back-Channel Logout 1.0, 2.5 to 2.8
 */
import { type JWTVerifyGetKey, createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { Context } from 'koa';
import { z } from 'zod';
import { IAT_FUTURE_S, LOGOUT_TOKEN_S, PORTAL_CALL_TIMEOUT_MS } from '../../config/limits.ts';
import { type Collection, ConflictError } from '../storage/collection.ts';
import { factsOf } from '../web/facts.ts';
import { readForm } from '../web/forms.ts';
import type { SpentLogoutToken } from './collections.ts';
import type { Sessions } from './sessions.ts';
import type { Vault } from './vault.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const claimsSchema = z.object({
  jti: z.string().min(1).max(512),
  events: z.looseObject({ [EVENT]: z.looseObject({}) }),
  sid: z.string().min(1).optional(),
  sub: z.string().min(1).optional(),
  nonce: z.never().optional(),
});

export interface BackchannelLogoutDeps {
  readonly issuer: string;
  readonly clientId: string;
  readonly jwksUri: () => Promise<URL>;
  readonly sessions: Pick<Sessions, 'endOf'>;
  readonly spent: Collection<SpentLogoutToken>;
  readonly vault: Pick<Vault, 'mark'>;
}

/** POST `/backchannel-logout`: 200 done, 400 the token is not good, 503 it could not be checked. */
export function endByProvider(deps: BackchannelLogoutDeps) {
  const keys = lazyKeys(deps.jwksUri);
  return async (ctx: Context): Promise<void> => {
    ctx.set('Cache-Control', 'no-store');
    const token = (await readForm(ctx)).get('logout_token') ?? '';
    const claims = await verify(deps, keys, token);
    if (typeof claims === 'number') {
      ctx.status = claims;
      ctx.body = { error: claims === 400 ? 'invalid_request' : 'temporarily_unavailable' };
      factsOf(ctx).errorCode = claims === 400 ? 'bad_request' : 'unavailable';
      return;
    }
    const id = deps.vault.mark('jti', claims.jti);
    if (await deps.spent.get(id)) {
      ctx.status = 400;
      ctx.body = { error: 'invalid_request', error_description: 'this token was used before' };
      return;
    }
    // Ended first, noted second: when this breaks off in between, repeating it finishes it.
    await deps.sessions.endOf({ sid: claims.sid, sub: claims.sub });
    await note(deps.spent, { id, expiresAt: Date.now() + 2 * LOGOUT_TOKEN_S * 1000 });
    ctx.status = 200;
    ctx.body = '';
  };
}

type LogoutClaims = z.infer<typeof claimsSchema>;

async function verify(
  deps: BackchannelLogoutDeps,
  keys: JWTVerifyGetKey,
  token: string,
): Promise<LogoutClaims | 400 | 503> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: deps.issuer,
      audience: deps.clientId,
      typ: 'logout+jwt',
      algorithms: ['ES256', 'PS256', 'RS256'],
      requiredClaims: ['iat', 'exp'],
      maxTokenAge: LOGOUT_TOKEN_S,
      clockTolerance: IAT_FUTURE_S,
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success || (claims.data.sid === undefined && claims.data.sub === undefined))
      return 400;
    return claims.data;
  } catch (error) {
    return isKeyTrouble(error) ? 503 : 400;
  }
}

/** The keys did not come: the provider should try again, the token may be good. */
function isKeyTrouble(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return error.code === 'ERR_JOSE_GENERIC' || error instanceof errors.JWKSTimeout;
}

function lazyKeys(jwksUri: () => Promise<URL>): JWTVerifyGetKey {
  let known: { readonly uri: string; readonly keys: JWTVerifyGetKey } | undefined;
  return async (header, token) => {
    const uri = await jwksUri();
    if (known?.uri !== uri.href)
      known = {
        uri: uri.href,
        keys: createRemoteJWKSet(uri, { timeoutDuration: PORTAL_CALL_TIMEOUT_MS }),
      };
    return known.keys(header, token);
  };
}

async function note(spent: Collection<SpentLogoutToken>, token: SpentLogoutToken): Promise<void> {
  try {
    await spent.insert(token);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}
