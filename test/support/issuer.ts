/**
 * A fake provider on loopback: discovery, keys, status lists, introspection and client
 * credentials, with the faults a resource server must survive.
 */
import { deflateSync } from 'node:zlib';
import Koa from 'koa';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { STATUS_EXP_S, STATUS_LIST_ENTRIES, STATUS_TTL_S } from '../../config/limits.ts';
import { type Listening, listen } from '../../src/web/listen.ts';
import { nowS, signToken } from './tokens.ts';

export interface FakeIssuer extends AsyncDisposable {
  readonly url: string;
  readonly key: CryptoKey;
  readonly publicJwk: JWK;
  /** Requests so far, as `GET /path`. */
  readonly requests: readonly string[];
  /** A token with `iss` and a status entry, unless the claims say otherwise. */
  mint(claims: JWTPayload, options?: Parameters<typeof signToken>[2]): Promise<string>;
  /** Sets the bit of an entry. */
  revoke(idx: number): void;
  /** Answers an introspection of this opaque token. */
  know(token: string, answer: Record<string, unknown>): void;
  /** Seconds by which status lists are back-dated; `broken` signs them with another key. */
  lists: { ageS: number; isBroken: boolean; isDown: boolean };
  /** Notices the account API took, and how it answers. */
  readonly notices: Record<string, unknown>[];
  accountApi: { status: number };
  /** Replaces the signing key: tokens of the new one have another kid. */
  rotate(): Promise<void>;
}

/** Starts it on a free port. */
export async function fakeIssuer(): Promise<FakeIssuer> {
  const bits = new Uint8Array(STATUS_LIST_ENTRIES / 8);
  const opaque = new Map<string, Record<string, unknown>>();
  const requests: string[] = [];
  const notices: Record<string, unknown>[] = [];
  const accountApi = { status: 202 };
  const lists = { ageS: 0, isBroken: false, isDown: false };
  let keys = await newKeys('k1');
  const stranger = await newKeys('k1');
  let url = '';

  const signList = (path: string): Promise<string> =>
    new SignJWT({
      ttl: STATUS_TTL_S,
      status_list: { bits: 1, lst: deflateSync(bits).toString('base64url') },
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'statuslist+jwt', kid: keys.kid })
      .setIssuer(url)
      .setSubject(`${url}${path}`)
      .setIssuedAt(nowS() - lists.ageS)
      .setExpirationTime(nowS() - lists.ageS + STATUS_EXP_S)
      .sign(lists.isBroken ? stranger.privateKey : keys.privateKey);

  const app = new Koa();
  app.use(async (ctx) => {
    requests.push(`${ctx.method} ${ctx.path}`);
    if (ctx.path === '/.well-known/openid-configuration') ctx.body = metadata(url);
    else if (ctx.path === '/jwks') ctx.body = { keys: [keys.publicJwk] };
    else if (ctx.path.startsWith('/status-lists/') && !lists.isDown) {
      ctx.type = 'application/statuslist+jwt';
      ctx.body = await signList(ctx.path);
    } else if (ctx.path === '/token/introspection')
      ctx.body = opaque.get(await sentToken(ctx.req)) ?? { active: false };
    else if (ctx.path === '/token')
      ctx.body = { access_token: 'own', token_type: 'Bearer', expires_in: 300 };
    else if (ctx.path === '/api/notifications' && ctx.get('Authorization') === 'Bearer own') {
      if (accountApi.status === 202)
        notices.push(JSON.parse(await bodyOf(ctx.req)) as Record<string, unknown>);
      ctx.status = accountApi.status;
    } else ctx.status = 503;
  });
  const listening: Listening = await listen(app.callback(), {
    host: '127.0.0.1',
    port: 0,
    drainS: 1,
  });
  url = `http://localhost:${listening.port}`;

  return {
    url,
    get key() {
      return keys.privateKey;
    },
    get publicJwk() {
      return keys.publicJwk;
    },
    requests,
    notices,
    accountApi,
    lists,
    mint: (claims, options = {}) =>
      signToken(
        { iss: url, status: { status_list: { idx: 7, uri: `${url}/status-lists/1` } }, ...claims },
        keys.privateKey,
        { ...options, header: { kid: keys.kid, ...options.header } },
      ),
    revoke(idx) {
      bits[idx >> 3] = (bits[idx >> 3] ?? 0) | (1 << (idx & 7));
    },
    know: (token, answer) => opaque.set(token, { active: true, ...answer }),
    async rotate() {
      keys = await newKeys('k2');
    },
    [Symbol.asyncDispose]: () => listening.close(),
  };
}

async function newKeys(
  kid: string,
): Promise<{ kid: string; privateKey: CryptoKey; publicJwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    kid,
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
  };
}

function metadata(url: string): Record<string, unknown> {
  return {
    issuer: url,
    jwks_uri: `${url}/jwks`,
    authorization_endpoint: `${url}/auth`,
    token_endpoint: `${url}/token`,
    introspection_endpoint: `${url}/token/introspection`,
    revocation_endpoint: `${url}/token/revocation`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
  };
}

/** The token of an introspection; a client that did not prove itself gets nothing. */
async function sentToken(request: AsyncIterable<Buffer>): Promise<string> {
  const form = new URLSearchParams(await bodyOf(request));
  return form.has('client_assertion') ? (form.get('token') ?? '') : '';
}

async function bodyOf(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
