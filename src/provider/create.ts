/**
 * The provider put together: what the composition root mounts.
 *
 * `before` runs in front of oidc-provider, on the same koa context; `provider` is itself a koa
 * application. This folder is the only importer of oidc-provider.
 */
import type { JWK } from 'jose';
import type { Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import type { AuditTrail } from '../audit/trail.ts';
import { endAccess } from '../commands/end-access.ts';
import type { Indexer } from '../credentials/indexer.ts';
import type { Sealer } from '../credentials/sealing.ts';
import type { Stores } from '../stores/stores.ts';
import { createAccountFinder } from './accounts.ts';
import { createAdapter } from './adapter.ts';
import { createAttemptBeginner } from './begin-attempt.ts';
import { buildProvider } from './build.ts';
import { createChoices } from './choices.ts';
import { setProbeCookie } from './cookies.ts';
import { createDoor } from './door.ts';
import type { ProviderPages } from './error-pages.ts';
import { createExistingGrantLoader } from './existing-grant.ts';
import { createGrantRecords } from './grant-records.ts';
import { createGrants } from './grants.ts';
import type { InteractionDoor } from './interaction.ts';
import { acceptJwtTokens } from './jwt-introspection.ts';
import { loadSigningKeys } from './keys.ts';
import { fetchRegistered } from './outgoing.ts';
import { pinOrigin } from './origin.ts';
import { type OwnTokens, createOwnTokens } from './own-tokens.ts';
import { createPresentedJwts } from './presented-jwts.ts';
import { afterTokenRequest } from './refresh.ts';
import type { Registry } from './registry.ts';
import { createReplacedGrants } from './replaced-grants.ts';
import { refuseReplays } from './replay.ts';
import { askBeforeSignOut } from './sign-out-form.ts';
import { addPatientContext, readSmartScopes } from './smart.ts';
import { createStatusEntries } from './status-list.ts';
import { createStatusListPublisher } from './status-list-publisher.ts';
import { serveStatusLists } from './status-list-route.ts';
import { createTokenClaims } from './token-claims.ts';
import { registerTokenExchange } from './token-exchange.ts';

export interface ProviderOptions {
  readonly issuer: string;
  readonly stores: Stores;
  readonly audit: AuditTrail;
  readonly registry: Registry;
  readonly sealer: Sealer;
  readonly indexer: Indexer;
  readonly secrets: { readonly cookies: string; readonly pairwise: string };
  /** Where people go when a client has no address of its own. */
  readonly portalUri: string;
  readonly pages: ProviderPages;
}

export interface CreatedProvider {
  readonly provider: Provider;
  readonly door: InteractionDoor;
  /** What its own API needs to judge access tokens. */
  readonly tokens: OwnTokens;
  /** In front of everything of this process. */
  readonly first: readonly Middleware[];
  /** In front of the library's routes. */
  readonly before: readonly Middleware[];
}

/** Loads keys and clients; rejects when a client's metadata is not good. */
export async function createProvider(options: ProviderOptions): Promise<CreatedProvider> {
  const { issuer, stores, registry, indexer } = options;
  const keys = await loadSigningKeys(stores, options.sealer, Date.now());
  const records = createGrantRecords(stores);
  const statusEntries = createStatusEntries(stores, issuer);
  const presented = createPresentedJwts();
  const choices = createChoices(stores, records);
  const late: { provider?: Provider } = {};
  const provider = (): Provider => {
    if (!late.provider) throw new Error('the provider is not built yet');
    return late.provider;
  };
  const replaced = createReplacedGrants(records);
  const grants = createGrants({ provider, stores, records, registry });
  const built = buildProvider({
    issuer,
    keys,
    cookieKey: options.secrets.cookies,
    pairwiseKey: options.secrets.pairwise,
    portalUri: options.portalUri,
    adapter: createAdapter({
      stores,
      indexer,
      grants: records,
      presented,
      revokeService: (clientId) => statusEntries.revokeClient(clientId, Date.now()),
    }),
    findAccount: createAccountFinder(stores, records),
    loadExistingGrant: createExistingGrantLoader({
      provider,
      registry,
      records,
      grants,
      choices,
      replaced,
    }),
    claims: createTokenClaims({ grants: records, registry, statusEntries }),
    policy: { registry, grants: records, choices },
    resources: { registry, grants: records },
    pages: options.pages,
    fetch: fetchRegistered(registry),
  });
  late.provider = built;
  endGrantsWithSession(built, options);
  refuseReplays(built);
  registerTokenExchange({ provider: built, registry, records, grants, stores, indexer });
  for (const client of registry.clients) await built.Client.find(client.client_id);
  const begin = createAttemptBeginner({ provider: built, stores, registry, choices });
  const isHttps = issuer.startsWith('https:');
  return {
    provider: built,
    door: createDoor({
      provider: built,
      stores,
      audit: options.audit,
      registry,
      grants,
      begin,
      indexer,
      portalUri: options.portalUri,
    }),
    tokens: createOwnTokens({ issuer, keys: keys.map(publicKey), stores }),
    first: [pinOrigin(issuer)],
    before: [
      serveStatusLists(createStatusListPublisher({ stores, issuer, key: signingKey(keys) })),
      setProbeCookie(isHttps),
      acceptJwtTokens({ issuer, keys: keys.map(publicKey), stores, presented }),
      readSmartScopes(registry),
      addPatientContext(registry),
      afterTokenRequest({ stores, indexer }),
      replaced.settle,
      askBeforeSignOut(options),
    ],
  };
}

/**
 * A session that ends takes every grant of it along, and the grants end first: the library would
 * end only the current one of each client (design 10). Only sign-out destroys a session.
 */
function endGrantsWithSession(
  provider: Provider,
  deps: Pick<ProviderOptions, 'stores' | 'audit'>,
): void {
  const { prototype } = provider.Session;
  const destroy = prototype.destroy; // eslint-disable-line @typescript-eslint/unbound-method -- called with its own `this` below
  prototype.destroy = async function (): Promise<void> {
    await endAccess(deps, { sessionUid: this.uid }, { cause: 'signed_out', now: Date.now() });
    await destroy.call(this);
  };
}

function signingKey(keys: readonly JWK[]): JWK {
  const key = keys.find(({ alg }) => alg === 'ES256');
  if (!key) throw new Error('no ES256 key');
  return key;
}

/** The members of a key that may be shown. */
function publicKey(key: JWK): JWK {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...shown } = key;
  return shown;
}
