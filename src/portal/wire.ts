/** The portal's parts, each given what it needs. */
import type { Collection } from '../storage/collection.ts';
import type { Assets } from '../web/assets.ts';
import { createAccessTokens } from './access-tokens.ts';
import { createBookingClient } from './booking/booking-client.ts';
import type { Draft, LoginTransaction, PortalSession } from './collections.ts';
import type { PortalDeps } from './deps.ts';
import { createDrafts } from './drafts.ts';
import { createExemptionClient } from './exemption/exemption-client.ts';
import { createFseClient } from './fse-client.ts';
import { createOidcClient } from './oidc-client.ts';
import type { PortalOptions } from './options.ts';
import { createPortalPages } from './portal-pages.ts';
import { createRegistryClient } from './registry/registry-client.ts';
import { createServiceClient } from './service-client.ts';
import { createSessions } from './sessions.ts';
import { createTransactions } from './transactions.ts';
import { createVault } from './vault.ts';
import { createCookies } from './visit.ts';

/** Everything the routes work with. */
export function wire(
  options: PortalOptions,
  rows: {
    readonly sessions: Collection<PortalSession>;
    readonly transactions: Collection<LoginTransaction>;
    readonly drafts: Collection<Draft>;
  },
  assets: { readonly kit: Assets; readonly own: Assets },
): PortalDeps {
  const { url, issuer, clientId, privateJwk, keys, log, services: addresses } = options;
  const vault = createVault(keys);
  const sessions = createSessions(rows.sessions, vault);
  const oidc = createOidcClient({
    issuer,
    clientId,
    privateJwk,
    redirectUri: `${url}/callback`,
    postLogoutRedirectUri: `${url}/`,
    services: addresses,
  });
  const services = createServiceClient(addresses, createAccessTokens({ sessions, oidc }));
  return {
    url,
    clientId,
    vault,
    cookies: createCookies(url.startsWith('https:')),
    sessions,
    transactions: createTransactions(rows.transactions, vault),
    oidc,
    services,
    booking: createBookingClient(services, clientId),
    exemption: createExemptionClient(services),
    registry: createRegistryClient(services),
    fse: createFseClient(services),
    drafts: createDrafts(rows.drafts, vault),
    pages: createPortalPages({ assets: assets.kit, ownAssets: assets.own, vault, issuer }),
    log,
  };
}
