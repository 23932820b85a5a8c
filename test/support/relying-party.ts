/** Programs of integrators, on openid-client: requests, callbacks and tokens as each demo client makes them. */
import assert from 'node:assert/strict';
import { importJWK } from 'jose';
import * as oidc from 'openid-client';
import type { TestSystem } from './system.ts';

/** What the token endpoint answered, with openid-client's helpers. */
export type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/** One registered client. */
export interface Party {
  readonly config: oidc.Configuration;
  readonly clientId: string;
  readonly redirectUri: string;
}

/** What a request asks beyond what every request has. */
export interface Ask {
  readonly scope?: string;
  readonly resource?: string | readonly string[];
  readonly more?: Readonly<Record<string, string>>;
  readonly dpop?: oidc.DPoPHandle;
}

/** A request under way: where the browser goes, and what the callback must fit. */
export interface Asking {
  readonly url: string;
  readonly checks: oidc.AuthorizationCodeGrantChecks;
}

type Settings = Pick<TestSystem, 'settings' | 'clientKey'>;

/** Sets a client up by discovery. `redirectUri` is another of its registered ones. */
export async function partyOf(
  system: Settings,
  clientId: string,
  redirectUri?: string,
): Promise<Party> {
  const { issuer, urls } = system.settings;
  const usual: Readonly<Record<string, string>> = {
    'portale-salute': `${urls.portal}/callback`,
    'app-mobile': 'it.gass.app:/callback',
    'portale-terzo': 'http://localhost:4000/callback',
  };
  const config = await oidc.discovery(
    new URL(issuer),
    clientId,
    { id_token_signed_response_alg: 'ES256' },
    await proofOf(system, clientId),
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- an http issuer, on loopback only
    { execute: [oidc.allowInsecureRequests] },
  );
  return { config, clientId, redirectUri: redirectUri ?? usual[clientId] ?? '' };
}

async function proofOf(system: Settings, clientId: string): Promise<oidc.ClientAuth> {
  if (clientId === 'app-mobile') return oidc.None();
  if (clientId === 'portale-terzo' || clientId === 'servizio-regionale')
    return oidc.ClientSecretBasic(`demo-${clientId}`);
  const jwk = system.clientKey(clientId);
  const key = await importJWK({ ...jwk }, 'ES256');
  assert.ok(!(key instanceof Uint8Array));
  return oidc.PrivateKeyJwt({ key, kid: jwk.kid });
}

/** Begins an authorization request; the health portal pushes its own (PAR), as it does in life. */
export async function ask(party: Party, asked: Ask = {}): Promise<Asking> {
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const parameters = new URLSearchParams({
    redirect_uri: party.redirectUri,
    scope: asked.scope ?? 'openid',
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...asked.more,
  });
  for (const resource of [asked.resource ?? []].flat()) parameters.append('resource', resource);
  const url =
    party.clientId === 'portale-salute'
      ? await oidc.buildAuthorizationUrlWithPAR(party.config, parameters)
      : oidc.buildAuthorizationUrl(party.config, parameters);
  return {
    url: url.href,
    checks: {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    },
  };
}

/** Exchanges the callback's code; state, nonce, `iss` and ID token are checked by openid-client. */
export async function redeem(
  party: Party,
  asking: Asking,
  callback: string,
  parameters: Readonly<Record<string, string>> = {},
  dpop?: oidc.DPoPHandle,
): Promise<Tokens> {
  return oidc.authorizationCodeGrant(
    party.config,
    new URL(callback),
    asking.checks,
    { ...parameters },
    dpop && { DPoP: dpop },
  );
}

/** New tokens for the refresh token of an answer. */
export function refresh(
  party: Party,
  tokens: Pick<Tokens, 'refresh_token'>,
  parameters: Readonly<Record<string, string>> = {},
  dpop?: oidc.DPoPHandle,
): Promise<Tokens> {
  assert.ok(tokens.refresh_token, 'there is a refresh token');
  return oidc.refreshTokenGrant(
    party.config,
    tokens.refresh_token,
    { ...parameters },
    dpop && { DPoP: dpop },
  );
}

/** Asserts that the provider refuses with this OAuth error, at whatever endpoint. */
export async function refused(work: Promise<unknown>, error: string): Promise<void> {
  await assert.rejects(work, (thrown: unknown) => {
    const isOAuth =
      thrown instanceof oidc.ResponseBodyError || thrown instanceof oidc.AuthorizationResponseError;
    if (!isOAuth) throw thrown;
    assert.equal(thrown.error, error, `${thrown.error}: ${thrown.error_description ?? ''}`);
    return true;
  });
}

/** The claims inside a JWT, unverified: for reading what was issued. */
export function claimsIn(jwt: string): Record<string, unknown> {
  const text = Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString();
  return JSON.parse(text) as Record<string, unknown>; // a JWT's payload is an object
}
