/**
 * Which audience a client may ask, with which scopes, and in which form its tokens come.
 *
 * The library binds no resource scope to a client: without this, any client with client_credentials
 * would get `fse:publish` (design 10). What is not registered is `invalid_target`.
 */
import { type Client, type KoaContextWithOIDC, type ResourceServer, errors } from 'oidc-provider';
import { ACCESS_TOKEN_S } from '../../config/limits.ts';
import { carriedAt } from '../domain/coverage.ts';
import type { GrantRecords } from './grant-records.ts';
import type { Registry } from './registry.ts';

/** Routes at which a request is judged before anybody logs in. */
const BEFORE_LOGIN: readonly string[] = ['authorization', 'pushed_authorization_request'];

export interface ResourceDeps {
  readonly registry: Registry;
  readonly grants: GrantRecords;
}

/** `features.resourceIndicators` of oidc-provider. */
export function resourceIndicators(deps: ResourceDeps): {
  enabled: true;
  defaultResource(
    ctx: KoaContextWithOIDC,
    client: Client,
    oneOf?: readonly string[],
  ): Promise<string | string[]>;
  useGrantedResource(): Promise<boolean>;
  getResourceServerInfo(
    ctx: KoaContextWithOIDC,
    uri: string,
    client: Client,
  ): Promise<ResourceServer>;
} {
  return {
    enabled: true,
    // SMART clients name the audience `aud`; a slash at its end is theirs (resource-servers 6.1).
    // At the token endpoint several granted audiences stay several: the library answers invalid_target.
    defaultResource: (ctx, _client, oneOf) => {
      if (oneOf) return Promise.resolve([...oneOf]);
      const aud = BEFORE_LOGIN.includes(ctx.oidc.route) ? ctx.oidc.params?.['aud'] : undefined;
      return Promise.resolve(typeof aud === 'string' ? [aud.replace(/\/$/, '')] : []);
    },
    useGrantedResource: () => Promise.resolve(true),
    getResourceServerInfo: (ctx, uri, client) => describe(deps, ctx, uri, client),
  };
}

async function describe(
  deps: ResourceDeps,
  ctx: KoaContextWithOIDC,
  uri: string,
  client: Client,
): Promise<ResourceServer> {
  const registered = deps.registry.client(client.clientId);
  const isService = ctx.oidc.params?.['grant_type'] === 'client_credentials';
  const scopes =
    registered && deps.registry.scopesFor(registered, uri, isService ? 'service' : 'person');
  if (!registered || !scopes)
    throw new errors.InvalidTarget('this client may not ask for this resource');
  const asked = [...ctx.oidc.requestParamScopes];
  if (
    BEFORE_LOGIN.includes(ctx.oidc.route) &&
    scopes.length > 0 &&
    !asked.some((scope) => scopes.includes(scope))
  )
    throw new errors.InvalidScope(
      `no scope is asked that this client may have at ${uri}`,
      asked.join(' '),
    );
  await refuseUnreached(deps, ctx, { uri, isRegional: scopes.length === 0 });
  const isOpaque = scopes.length === 0 || client.subjectType === 'pairwise';
  return {
    scope: scopes.join(' '),
    audience: uri,
    accessTokenTTL: ACCESS_TOKEN_S,
    ...(isOpaque
      ? { accessTokenFormat: 'opaque' }
      : { accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
  };
}

/**
 * With a delegated grant an audience that does not know delegations, or a regional service that
 * this one does not reach, gets no token: never the actor's own.
 */
async function refuseUnreached(
  deps: ResourceDeps,
  ctx: KoaContextWithOIDC,
  { uri, isRegional }: { readonly uri: string; readonly isRegional: boolean },
): Promise<void> {
  const grantId = ctx.oidc.route === 'token' ? ctx.oidc.grant?.jti : undefined;
  const live = grantId === undefined ? undefined : await deps.grants.live(grantId, Date.now());
  if (!live?.delegation) return;
  if (!deps.registry.isDelegationAware(uri))
    throw new errors.InvalidTarget('this resource does not accept delegations');
  // A service of ours is told by its scopes; a regional one has none that could be left out.
  const target = { audience: uri, isDelegationAware: true, scopes: [] };
  if (isRegional && !carriedAt(live.delegation, target))
    throw new errors.InvalidTarget('the delegation does not reach this resource');
}
