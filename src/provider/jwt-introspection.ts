/**
 * Lets the introspection and revocation endpoints take JWT access tokens (see `presented-jwts.ts`).
 *
 * What our keys did not sign is exchanged for an id that nobody holds, so that the library answers
 * `{"active":false}` (RFC 7662 2.2) or an empty 200 (RFC 7009 2.2), never why.
 */
import { parse, stringify } from 'node:querystring';
import { Readable } from 'node:stream';
import { type JWK, type JWTPayload, createLocalJWKSet, jwtVerify } from 'jose';
import type { Context, Middleware } from 'koa';
import type { AdapterPayload } from 'oidc-provider';
import { FORM_BODY_BYTES } from '../../config/limits.ts';
import { newToken } from '../credentials/random.ts';
import type { GrantRecord } from '../domain/grant.ts';
import type { Stores } from '../stores/stores.ts';
import type { AccessTokenClaims } from '../tokens/claims.ts';
import { grantOfEntry } from './own-tokens.ts';
import type { PresentedJwts } from './presented-jwts.ts';

const ENDPOINTS: readonly string[] = ['/token/introspection', '/token/revocation'];

export interface JwtIntrospectionDeps {
  readonly issuer: string;
  /** Public keys. */
  readonly keys: readonly JWK[];
  readonly stores: Pick<Stores, 'grants'>;
  readonly presented: PresentedJwts;
}

export function acceptJwtTokens(deps: JwtIntrospectionDeps): Middleware {
  const keySet = createLocalJWKSet({ keys: [...deps.keys] });
  return async (ctx, next) => {
    if (ctx.method !== 'POST' || !ENDPOINTS.includes(ctx.path) || !ctx.is('urlencoded'))
      return next() as Promise<void>;
    const body = await readBody(ctx);
    const fields = parse(body.toString());
    const { token } = fields;
    let id: string | undefined;
    if (typeof token === 'string' && looksStructured(token)) {
      id = await present(deps, keySet, token);
      replay(ctx, Buffer.from(stringify({ ...fields, token: id })));
    } else replay(ctx, body);
    try {
      await next();
    } finally {
      if (id !== undefined) deps.presented.forget(id);
    }
  };
}

/** The whole body, which may come without a length. @throws 413 it is too large */
async function readBody(ctx: Context): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > FORM_BODY_BYTES) ctx.throw(413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Lets the library read the body as if nobody had: it reads the request's stream and its length. */
function replay(ctx: Context, body: Buffer): void {
  const read: Readonly<Record<PropertyKey, unknown>> = {
    readable: true,
    readableEncoding: null,
    iterator: () => Readable.from([body]),
  };
  ctx.req.headers['content-length'] = String(body.length);
  ctx.req = new Proxy(ctx.req, {
    get: (request, name) =>
      name in read ? read[name] : (Reflect.get(request, name, request) as unknown),
  });
}

function looksStructured(token: string): boolean {
  return token.split('.').length > 1;
}

/** The id under which the library finds the token; of a token that is not ours, an id that leads nowhere. */
async function present(
  deps: JwtIntrospectionDeps,
  keySet: ReturnType<typeof createLocalJWKSet>,
  token: string,
): Promise<string> {
  try {
    const { payload } = await jwtVerify(token, keySet, {
      issuer: deps.issuer,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    const claims = payload as JWTPayload & AccessTokenClaims; // signed by us with this shape
    const list = claims.status?.status_list;
    const epoch = Number(list?.uri.split('/').at(-1));
    const record = list && (await grantOfEntry(deps.stores, epoch, list.idx));
    if (!record || record.revokedAt !== undefined) return newToken();
    return claims.auth_time === undefined
      ? deps.presented.put('ClientCredentials', servicePayload(claims))
      : deps.presented.put('AccessToken', personPayload(claims, record));
  } catch {
    return newToken();
  }
}

function common(claims: AccessTokenClaims): AdapterPayload {
  return {
    jti: claims.jti,
    clientId: claims.client_id,
    aud: claims.aud,
    scope: claims.scope,
    iat: claims.iat,
    exp: claims.exp,
    ...(claims.cnf ? { jkt: claims.cnf.jkt } : {}),
  };
}

function servicePayload(claims: AccessTokenClaims): AdapterPayload {
  return {
    ...common(claims),
    kind: 'ClientCredentials',
    ...(claims.organization === undefined ? {} : { extra: { organization: claims.organization } }),
  };
}

/** The library's own members are taken from the payload; the rest is `extra`, as in an opaque token. */
function personPayload(claims: AccessTokenClaims, record: GrantRecord): AdapterPayload {
  const {
    iss,
    jti,
    client_id,
    aud,
    scope,
    iat,
    exp,
    cnf,
    status,
    authorization_details,
    ...extra
  } = claims;
  const fiscalNumber = extra['https://attributes.eid.gov.it/fiscal_number'];
  return {
    ...common({
      iss,
      jti,
      client_id,
      aud,
      scope,
      iat,
      exp,
      sub: claims.sub,
      ...(cnf ? { cnf } : {}),
      ...(status ? { status } : {}),
    }),
    kind: 'AccessToken',
    ...(record.accountId === undefined ? {} : { accountId: record.accountId }),
    grantId: record.id,
    ...(authorization_details ? { rar: [...authorization_details] as never } : {}), // our own detail type
    extra: { ...extra, ...(extra.act ? {} : { username: fiscalNumber }) },
  };
}
