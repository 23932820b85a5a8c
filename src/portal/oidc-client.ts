/**
 * The portal's side of OpenID Connect, on openid-client: pushed requests, private_key_jwt, PKCE,
 * state, nonce and `iss` (RFC 9207) are checked by the library. Nobody else here speaks to the
 * provider, but for the logout token's keys.
 */
import { type JWK, importJWK } from 'jose';
import * as oidc from 'openid-client';
import { PORTAL_CALL_TIMEOUT_MS } from '../../config/limits.ts';
import type { LoginPurpose } from './collections.ts';
import { type LoginResult, accessOf, readLogin } from './login-result.ts';
import { providerCall } from './provider-call.ts';
import type { TokenSet } from './session.ts';

export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** ES256 private key with `kid`, as registered. */
  readonly privateJwk: JWK;
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string;
  /** What is asked for at login: audience -> scopes. The first audience's token comes with the code. */
  readonly audiences: Readonly<Record<string, readonly string[]>>;
}

/** What must be remembered between request and callback. */
export interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Every method throws StopError `unavailable` when the provider does not answer. */
export interface OidcClient {
  /** Pushes an authorization request; the address to send the browser to. */
  begin(purpose: LoginPurpose, checks: Checks): Promise<URL>;
  /** Checks the callback and exchanges its code. Throws openid-client's errors otherwise. */
  finish(callback: URL, checks: Checks): Promise<LoginResult>;
  /** New tokens for one audience. @throws GrantLostError the refresh token is of no use any more */
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

const SCOPES = ['openid', 'profile'];
const PROMPT: Readonly<Record<LoginPurpose, Record<string, string>>> = {
  login: {},
  switch: { prompt: 'delegation' },
  silent: { prompt: 'none' },
};

/** A client that discovers the provider when first needed, and again after a failure. */
export function createOidcClient(options: OidcOptions): OidcClient {
  const audiences = Object.keys(options.audiences);
  const [firstAudience = ''] = audiences;
  const scope = [...SCOPES, ...Object.values(options.audiences).flat()].join(' ');
  let discovered: Promise<oidc.Configuration> | undefined;
  const configuration = (): Promise<oidc.Configuration> => {
    const attempt = (discovered ??= providerCall(() => discover(options)));
    attempt.catch(() => {
      if (discovered === attempt) discovered = undefined; // the provider may start after the portal
    });
    return attempt;
  };

  return {
    async begin(purpose, checks) {
      const config = await configuration();
      const parameters = new URLSearchParams({
        redirect_uri: options.redirectUri,
        scope,
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
        ...PROMPT[purpose],
      });
      for (const audience of audiences) parameters.append('resource', audience);
      return providerCall(() => oidc.buildAuthorizationUrlWithPAR(config, parameters));
    },
    async finish(callback, checks) {
      const config = await configuration();
      const response = await providerCall(() =>
        oidc.authorizationCodeGrant(
          config,
          callback,
          {
            expectedState: checks.state,
            expectedNonce: checks.nonce,
            pkceCodeVerifier: checks.verifier,
          },
          { resource: firstAudience },
        ),
      );
      return readLogin(response, firstAudience);
    },
    async refresh(tokens, audience) {
      const config = await configuration();
      const { refreshToken = '' } = tokens;
      const response = await providerCall(() =>
        oidc.refreshTokenGrant(config, refreshToken, { resource: audience }),
      );
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
