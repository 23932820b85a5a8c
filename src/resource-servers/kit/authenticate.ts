/**
 * Step 1 of every request: whose token is this, and does it still count?
 *
 * A token in three parts is a JWT of ours and judged here (RFC 9068); any other is opaque and the
 * provider is asked (RFC 7662). Both end as the same claims. @source design 7, resource-servers 1.4
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { errors as jose, jwtVerify } from 'jose';
import {
  IAT_FUTURE_S,
  INTROSPECTIONS_AT_ONCE,
  INTROSPECTION_CACHE_MS,
  MEMORY_ENTRIES,
  RETRY_AFTER_S,
  TOKEN_LENGTH,
} from '../../../config/limits.ts';
import type { AccessTokenClaims } from '../../tokens/claims.ts';
import { createBoundedMap } from './bounded-map.ts';
import { type Caller, callerOf, parseClaims } from './caller.ts';
import { createProofChecker } from './dpop.ts';
import { ApiError } from './errors.ts';
import type { Issuer } from './issuer.ts';
import type { StatusLists } from './status.ts';

/** A token as it was presented. */
export interface Presented {
  readonly scheme: 'Bearer' | 'DPoP';
  readonly token: string;
}

export interface Authenticator {
  /** The caller of a request. `path` is the one clients know. @throws ApiError of status 401, 400 or 503 */
  authenticate(request: IncomingMessage, path: string): Promise<Caller>;
}

export interface AuthenticatorOptions {
  /** This server's audience: its public URL. */
  readonly audience: string;
  readonly issuer: Pick<Issuer, 'url' | 'keys' | 'introspect'>;
  readonly statusLists: Pick<StatusLists, 'check'>;
}

/** The check of step 1 for one server. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const proofs = createProofChecker();
  const askProvider = createIntrospection(options);
  return {
    async authenticate(request, path) {
      const { scheme, token } = presentedToken(request);
      const isJwt = token.split('.').length === 3;
      const claims = isJwt ? await verify(token, options) : await askProvider(token);
      await checkBinding({ scheme, token, claims, request, url: `${options.audience}${path}` });
      if (!isJwt) return callerOf(claims, 0);
      const reference = claims.status?.status_list;
      if (!reference)
        throw new ApiError('ACCESS_TOKEN_INVALID', { detail: 'a JWT without status' });
      return callerOf(claims, await options.statusLists.check(reference, claims.exp * 1000));
    },
  };

  async function checkBinding(
    presented: Presented & {
      readonly claims: AccessTokenClaims;
      readonly request: IncomingMessage;
      readonly url: string;
    },
  ): Promise<void> {
    const { scheme, claims, request } = presented;
    if ((claims.cnf === undefined) !== (scheme === 'Bearer'))
      throw new ApiError('ACCESS_TOKEN_INVALID', { detail: 'scheme and binding differ' });
    if (claims.cnf === undefined) return;
    const given = request.headersDistinct['dpop'] ?? [];
    await proofs.check(given.length === 1 ? given[0] : undefined, {
      method: request.method ?? '',
      url: presented.url,
      token: presented.token,
      thumbprint: claims.cnf.jkt,
    });
  }
}

/** The one token of the Authorization header. @throws ApiError ACCESS_TOKEN_MISSING, token-in-request, ACCESS_TOKEN_INVALID */
export function presentedToken(request: IncomingMessage): Presented {
  const query = new URLSearchParams(request.url?.split('?').slice(1).join('?'));
  const headers = request.headersDistinct['authorization'] ?? [];
  if (headers.length > 1 || query.has('access_token')) throw new ApiError('token-in-request');
  const [header] = headers;
  const match = /^(bearer|dpop) +(\S*)$/i.exec(header ?? '');
  if (!match) throw new ApiError('ACCESS_TOKEN_MISSING');
  const [, scheme = '', token = ''] = match;
  if (!/^[\w.~+/-]+=*$/.test(token) || token.length > TOKEN_LENGTH)
    throw new ApiError('ACCESS_TOKEN_INVALID', { detail: 'not a token' });
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', token };
}

async function verify(token: string, options: AuthenticatorOptions): Promise<AccessTokenClaims> {
  const { payload } = await jwtVerify(token, options.issuer.keys, {
    typ: 'at+jwt',
    algorithms: ['ES256'],
    issuer: options.issuer.url,
    audience: options.audience,
    requiredClaims: ['exp', 'iat', 'jti', 'client_id'],
    clockTolerance: 0,
  }).catch((cause: unknown) => {
    throw refusalOf(cause);
  });
  return checkClaims(parseClaims(payload), options);
}

/** What both formats must fit once their origin is proved. */
function checkClaims(claims: AccessTokenClaims, options: AuthenticatorOptions): AccessTokenClaims {
  const now = Date.now() / 1000;
  if (claims.aud !== options.audience || claims.iss !== options.issuer.url)
    throw new ApiError('ACCESS_TOKEN_INVALID', { detail: 'for another server' });
  if (claims.iat > now + IAT_FUTURE_S)
    throw new ApiError('ACCESS_TOKEN_INVALID', { detail: 'issued in the future' });
  if (claims.exp <= now) throw new ApiError('ACCESS_TOKEN_EXPIRED');
  return claims;
}

function refusalOf(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  if (cause instanceof jose.JWTExpired) return new ApiError('ACCESS_TOKEN_EXPIRED', { cause });
  return new ApiError('ACCESS_TOKEN_INVALID', {
    cause,
    detail: cause instanceof Error ? cause.message : 'not a JWT',
  });
}

/** Opaque tokens by introspection; the same question is asked at most once in 3 s. */
function createIntrospection(
  options: AuthenticatorOptions,
): (token: string) => Promise<AccessTokenClaims> {
  const { introspect } = options.issuer;
  const answers = createBoundedMap<{
    readonly until: number;
    readonly claims: Promise<AccessTokenClaims>;
  }>(MEMORY_ENTRIES);
  let underway = 0;
  /** Random tokens cost their sender nothing: a flood of them must not become one at the provider. */
  const ask = async (token: string): Promise<Readonly<Record<string, unknown>>> => {
    if (!introspect)
      throw new ApiError('ACCESS_TOKEN_INVALID', { detail: 'opaque tokens are not accepted here' });
    if (underway >= INTROSPECTIONS_AT_ONCE)
      throw new ApiError('SERVICE_UNAVAILABLE', { retryAfter: RETRY_AFTER_S });
    underway += 1;
    try {
      return await introspect(token);
    } finally {
      underway -= 1;
    }
  };
  return async (token) => {
    const name = createHash('sha256').update(token).digest('base64url');
    const kept = answers.get(name);
    const now = performance.now();
    const claims =
      kept && kept.until > now
        ? kept.claims
        : ask(token).then((answer) => {
            if (answer['active'] !== true)
              throw new ApiError('ACCESS_TOKEN_INVALID', { detail: 'not active' });
            return parseClaims({
              iss: options.issuer.url,
              jti: name,
              scope: '',
              ...answer,
              sub: answer['sub'] ?? answer['client_id'],
            });
          });
    if (claims !== kept?.claims) {
      answers.set(name, { until: now + INTROSPECTION_CACHE_MS, claims });
      claims.catch((error: unknown) => {
        if (error instanceof ApiError && error.row.status === 503)
          answers.set(name, { until: 0, claims });
      });
    }
    return checkClaims(await claims, options);
  };
}
