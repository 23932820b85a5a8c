/**
 * A mobile app's login, as an integrator would write it (RFC 8252): public client, PKCE, the
 * browser outside the app, a redirect to a loopback port that is open for this one login.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as oidc from 'openid-client';
import { INTERACTION_S } from '../../config/limits.ts';
import { GassError } from '../../src/domain/errors.ts';

/** Tokens of a finished login, as openid-client gives them. */
export type AppTokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;

/** What the app asks for. */
export interface AppRequest {
  readonly issuer: string;
  readonly scope: string;
  /** Audience of the access token (RFC 8707). */
  readonly resource: string;
  /** Shows the address to the person: an app would open the system's browser. */
  readonly open: (address: URL) => Promise<void>;
}

/** Logs a person in and redeems the code. @throws GassError nobody answers, or the login was refused */
export async function logInAsApp(request: AppRequest): Promise<AppTokens> {
  const config = await discover(request.issuer);
  const verifier = oidc.randomPKCECodeVerifier();
  const checks = { expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
  const loopback = await openLoopback(checks.expectedState);
  try {
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri: loopback.redirectUri,
      scope: request.scope,
      resource: request.resource,
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const [callback] = await Promise.all([loopback.callback, request.open(address)]);
    return await oidc.authorizationCodeGrant(config, callback, {
      ...checks,
      pkceCodeVerifier: verifier,
    });
  } catch (error) {
    if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError)
      throw new GassError('refused', {
        status: 400,
        detail: `The login was refused: ${error.error}.`,
        cause: error,
      });
    throw error;
  } finally {
    loopback.close();
  }
}

/** The provider's metadata for the public client `app-mobile`. */
async function discover(issuer: string): Promise<oidc.Configuration> {
  try {
    return await oidc.discovery(
      new URL(issuer),
      'app-mobile',
      { id_token_signed_response_alg: 'ES256' },
      oidc.None(),
      { execute: insecureWhere(issuer) },
    );
  } catch (cause) {
    throw new GassError('unavailable', {
      status: 503,
      detail: `Nobody answers at ${issuer}: start the system first (npm start).`,
      cause,
    });
  }
}

/** http only where the issuer has no https: on this machine. */
export function insecureWhere(issuer: string): ((config: oidc.Configuration) => void)[] {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- an http issuer exists on loopback only (settings)
  return issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
}

interface Loopback {
  readonly redirectUri: string;
  /** The address with which the browser came back. */
  readonly callback: Promise<URL>;
  close(): void;
}

/** Answers only the browser that knows the state: other programs reach this port too. */
async function openLoopback(state: string): Promise<Loopback> {
  const { promise, resolve, reject } = Promise.withResolvers<URL>();
  promise.catch(() => undefined); // the login may fail before anybody waits for it
  const server = createServer((incoming, answer) => {
    const url = new URL(incoming.url ?? '/', redirectUri);
    const isCallback = url.pathname === '/callback' && url.searchParams.get('state') === state;
    answer.writeHead(isCallback ? 200 : 404, {
      'Content-Type': 'text/plain; charset=utf-8',
      Connection: 'close',
    });
    answer.end(isCallback ? 'Fatto. Torni al programma.\nDone. Go back to the program.\n' : '');
    if (isCallback) resolve(url);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const redirectUri = `http://127.0.0.1:${port}/callback`;
  const timer = setTimeout(() => {
    const detail = 'Nobody logged in within half an hour.';
    reject(new GassError('expired', { status: 410, detail }));
  }, INTERACTION_S * 1000);
  return {
    redirectUri,
    callback: promise,
    close() {
      clearTimeout(timer);
      server.close();
    },
  };
}
