/**
 * The provider as a resource server sees it: discovery, keys, introspection. Nothing is asked
 * before it is needed, so either may start first.
 */
import {
  type JWK,
  type JWTVerifyGetKey,
  createRemoteJWKSet,
  errors as jose,
  importJWK,
} from 'jose';
import * as oauth from 'openid-client';
import {
  ISSUER_TIMEOUT_S,
  JWKS_COOLDOWN_MS,
  JWKS_MAX_AGE_MS,
  JWKS_REFRESH_MS,
  RETRY_AFTER_S,
} from '../../../config/limits.ts';
import { ApiError } from './errors.ts';

export interface IssuerOptions {
  /** Its URL, without a slash at the end; http only when the deployment is Local. */
  readonly issuer: string;
  /** The service's own client; without its key opaque tokens are refused. */
  readonly clientId: string;
  /** Private JWK with `alg`. */
  readonly clientKey?: JWK | undefined;
}

export interface Issuer {
  readonly url: string;
  /** Its discovery document. @throws ApiError SERVICE_UNAVAILABLE */
  metadata(): Promise<oauth.ServerMetadata>;
  /** Its current keys, for jose. An unknown kid makes them be read again, once per cooldown. */
  readonly keys: JWTVerifyGetKey;
  /** RFC 7662 answer for an opaque token, absent without a client key. @throws ApiError SERVICE_UNAVAILABLE */
  readonly introspect: ((token: string) => Promise<Readonly<Record<string, unknown>>>) | undefined;
  /** An access token of the service itself, for another API. @throws ApiError SERVICE_UNAVAILABLE */
  readonly ownToken: ((resource: string, scope: string) => Promise<string>) | undefined;
  close(): void;
}

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** Opens the provider lazily; `close` ends the refreshing of its keys. */
export function openIssuer(options: IssuerOptions): Issuer {
  let configuration: Promise<oauth.Configuration> | undefined;
  let keySet: KeySet | undefined;
  const refresh = setInterval(() => {
    keySet?.reload().catch(() => undefined); // the kept keys go on until their maximum age
  }, JWKS_REFRESH_MS).unref();

  const configure = (): Promise<oauth.Configuration> => {
    configuration ??= reach(() => discover(options)).catch((error: unknown) => {
      configuration = undefined;
      throw error;
    });
    return configuration;
  };
  const metadata = async (): Promise<oauth.ServerMetadata> => (await configure()).serverMetadata();

  return {
    url: options.issuer,
    metadata,
    async keys(header, token) {
      keySet ??= createRemoteJWKSet(
        new URL((await metadata()).jwks_uri ?? `${options.issuer}/jwks`),
        {
          cooldownDuration: JWKS_COOLDOWN_MS,
          timeoutDuration: ISSUER_TIMEOUT_S * 1000,
          cacheMaxAge: JWKS_MAX_AGE_MS,
        },
      );
      const keys = keySet;
      return reach(() => keys(header, token));
    },
    introspect:
      options.clientKey &&
      (async (token) => {
        const config = await configure();
        return reach(() =>
          oauth.tokenIntrospection(config, token, { token_type_hint: 'access_token' }),
        );
      }),
    ownToken:
      options.clientKey &&
      (async (resource, scope) => {
        const config = await configure();
        return (await reach(() => oauth.clientCredentialsGrant(config, { resource, scope })))
          .access_token;
      }),
    close: () => clearInterval(refresh),
  };
}

async function discover({
  issuer,
  clientId,
  clientKey,
}: IssuerOptions): Promise<oauth.Configuration> {
  return oauth.discovery(new URL(issuer), clientId, undefined, await authentication(clientKey), {
    timeout: ISSUER_TIMEOUT_S,
    // Plain http exists only on one machine: config/settings.ts refuses it elsewhere.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to make its use stand out
    execute: issuer.startsWith('http://') ? [oauth.allowInsecureRequests] : [],
  });
}

async function authentication(jwk: JWK | undefined): Promise<oauth.ClientAuth> {
  if (!jwk) return oauth.None();
  const key = await importJWK(jwk, jwk.alg ?? 'ES256');
  if (key instanceof Uint8Array) throw new TypeError('the client key is symmetric');
  return oauth.PrivateKeyJwt({ key, ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) });
}

/** Runs what asks the provider; whatever but an unknown key means that it cannot be asked now. */
async function reach<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof jose.JWKSNoMatchingKey || cause instanceof jose.JWKSMultipleMatchingKeys)
      throw cause;
    throw new ApiError('SERVICE_UNAVAILABLE', {
      cause,
      detail: 'the provider does not answer',
      retryAfter: RETRY_AFTER_S,
    });
  }
}
