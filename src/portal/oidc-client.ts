/**
 * The portal's side of OpenID Connect, on openid-client: pushed requests, private_key_jwt, PKCE,
 * state, nonce and `iss` (RFC 9207) are checked by the library. Nobody else here speaks to the
 * provider, but for the logout token's keys.
 */
import { type JWK, importJWK } from 'jose';
import * as oidc from 'openid-client';
import { PORTAL_CALL_TIMEOUT_MS } from '../../config/limits.ts';
import { ACR_PIN } from '../tokens/acr.ts';
import { type PinScope, scopesAsked } from './asked-scopes.ts';
import type { LoginPurpose } from './collections.ts';
import { type LoginResult, accessOf, readLogin } from './login-result.ts';
import { isOutOfReach, providerCall } from './provider-call.ts';
import { SERVICES, type Service } from './sections.ts';
import type { TokenSet } from './session.ts';
import { StopError } from './stops.ts';

export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** ES256 private key with `kid`, as registered. */
  readonly privateJwk: JWK;
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string;
  /** Addresses of the services, which are their audiences. */
  readonly services: Readonly<Record<Service, string>>;
}

/** What must be remembered between request and callback. */
export interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Every method throws StopError `unavailable` when the provider does not answer. */
export interface OidcClient {
  /**
   * Pushes an authorization request; the address to send the browser to. A step-up names the scope
   * that it is for.
   */
  begin(purpose: LoginPurpose, checks: Checks, pinScope?: PinScope): Promise<URL>;
  /** Checks the callback and exchanges its code. Throws openid-client's errors otherwise. */
  finish(callback: URL, checks: Checks): Promise<LoginResult>;
  /**
   * New tokens for one audience. @throws GrantLostError the refresh token is of no use any more ·
   * StopError `not_covered` the delegation carries nothing there
   */
  refresh(tokens: TokenSet, audience: string): Promise<TokenSet>;
  /** Gives the grant back. */
  revoke(refreshToken: string): Promise<void>;
  /**
   * Where the browser logs out of everything (RP-Initiated Logout 1.0). It names the client, not the
   * person: an ID token in an address would stay in the history of a shared computer.
   */
  endSession(state: string): Promise<URL>;
  /** Address of the provider's public keys. */
  jwksUri(): Promise<URL>;
}

const ASKS: Readonly<Record<LoginPurpose, Record<string, string>>> = {
  login: {},
  switch: { prompt: 'delegation' },
  silent: { prompt: 'none' },
  'step-up': { acr_values: ACR_PIN },
};

/** A client that discovers the provider when first needed, and again after a failure. */
export function createOidcClient(options: OidcOptions): OidcClient {
  const audiences = SERVICES.map((service) => options.services[service]);
  let discovered: Promise<oidc.Configuration> | undefined;
  const configuration = (): Promise<oidc.Configuration> => {
    const attempt = (discovered ??= providerCall(() => discover(options)));
    attempt.catch(() => {
      if (discovered === attempt) discovered = undefined; // the provider may start after the portal
    });
    return attempt;
  };

  return {
    async begin(purpose, checks, pinScope) {
      const config = await configuration();
      const parameters = new URLSearchParams({
        redirect_uri: options.redirectUri,
        scope: scopesAsked(pinScope),
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
        ...ASKS[purpose],
      });
      for (const audience of audiences) parameters.append('resource', audience);
      return providerCall(() => oidc.buildAuthorizationUrlWithPAR(config, parameters));
    },
    async finish(callback, checks) {
      const config = await configuration();
      const expected = {
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        pkceCodeVerifier: checks.verifier,
      };
      for (const audience of audiences) {
        try {
          const response = await providerCall(() =>
            oidc.authorizationCodeGrant(config, callback, expected, { resource: audience }),
          );
          return readLogin(response, audience, options.services);
        } catch (error) {
          // Which services the choice reaches is told only with a token for one of them.
          if (!isOutOfReach(error)) throw error;
        }
      }
      throw new StopError('bad_request', { detail: 'the login carries no service' });
    },
    async refresh(tokens, audience) {
      const config = await configuration();
      const { refreshToken = '' } = tokens;
      const response = await providerCall(() =>
        oidc.refreshTokenGrant(config, refreshToken, { resource: audience }),
      ).catch((error: unknown) => {
        if (!isOutOfReach(error)) throw error;
        throw new StopError('not_covered', { detail: 'no scope there' }, { cause: error });
      });
      return {
        refreshToken: response.refresh_token ?? refreshToken,
        access: { ...tokens.access, [audience]: accessOf(response) },
      };
    },
    async revoke(refreshToken) {
      const config = await configuration();
      const hint = { token_type_hint: 'refresh_token' };
      await providerCall(() => oidc.tokenRevocation(config, refreshToken, hint));
    },
    async endSession(state) {
      return oidc.buildEndSessionUrl(await configuration(), {
        client_id: options.clientId,
        state,
        post_logout_redirect_uri: options.postLogoutRedirectUri,
      });
    },
    async jwksUri() {
      const { jwks_uri: address } = (await configuration()).serverMetadata();
      if (address === undefined) throw new TypeError('the provider publishes no jwks_uri');
      return new URL(address);
    },
  };
}

async function discover(options: OidcOptions): Promise<oidc.Configuration> {
  const key = await importJWK(options.privateJwk, 'ES256');
  if (key instanceof Uint8Array) throw new TypeError('the portal key must be an EC P-256 JWK');
  const { kid } = options.privateJwk;
  return oidc.discovery(
    new URL(options.issuer),
    options.clientId,
    { id_token_signed_response_alg: 'ES256' },
    oidc.PrivateKeyJwt(kid === undefined ? key : { key, kid }),
    {
      timeout: PORTAL_CALL_TIMEOUT_MS / 1000,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- an http issuer exists on loopback only (settings)
      execute: options.issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
    },
  );
}
