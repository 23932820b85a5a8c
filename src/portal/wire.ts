/** The portal's parts, each given what it needs. */
import type { Collection } from '../storage/collection.ts';
import type { Assets } from '../web/assets.ts';
import { createAccessTokens } from './access-tokens.ts';
import type { LoginTransaction, PortalSession } from './collections.ts';
import type { PortalDeps } from './deps.ts';
import { createFseClient } from './fse-client.ts';
import { createOidcClient } from './oidc-client.ts';
import type { PortalOptions } from './options.ts';
import { createPortalPages } from './portal-pages.ts';
import { createSessions } from './sessions.ts';
import { createTransactions } from './transactions.ts';
import { createVault } from './vault.ts';
import { createCookies } from './visit.ts';

/** What the portal asks of the health record: to read. Hiding needs more, when it has its page. */
const FSE_SCOPES = ['fse:read'] as const;

/** Everything the routes work with. */
export function wire(
  options: PortalOptions,
  rows: {
    readonly sessions: Collection<PortalSession>;
    readonly transactions: Collection<LoginTransaction>;
  },
  assets: { readonly kit: Assets; readonly own: Assets },
): PortalDeps {
  const { url, issuer, clientId, privateJwk, fseUrl, keys, log } = options;
  const vault = createVault(keys);
  const sessions = createSessions(rows.sessions, vault);
  const oidc = createOidcClient({
    issuer,
    clientId,
    privateJwk,
    redirectUri: `${url}/callback`,
    postLogoutRedirectUri: `${url}/`,
    audiences: { [fseUrl]: FSE_SCOPES },
  });
  return {
    url,
    vault,
    cookies: createCookies(url.startsWith('https:')),
    sessions,
    transactions: createTransactions(rows.transactions, vault),
    oidc,
    fse: createFseClient(fseUrl, createAccessTokens({ sessions, oidc })),
    pages: createPortalPages({ assets: assets.kit, ownAssets: assets.own, vault, issuer }),
    log,
  };
}
