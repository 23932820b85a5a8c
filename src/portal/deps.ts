/** What the portal's routes work with. */
import type { Log } from '../web/log.ts';
import type { BookingClient } from './booking/booking-client.ts';
import type { Drafts } from './drafts.ts';
import type { ExemptionClient } from './exemption/exemption-client.ts';
import type { FseClient } from './fse-client.ts';
import type { OidcClient } from './oidc-client.ts';
import type { PortalPages } from './portal-pages.ts';
import type { RegistryClient } from './registry/registry-client.ts';
import type { ServiceClient } from './service-client.ts';
import type { Sessions } from './sessions.ts';
import type { Transactions } from './transactions.ts';
import type { Vault } from './vault.ts';
import type { PortalCookies } from './visit.ts';

export interface PortalDeps {
  /** Origin of the portal. */
  readonly url: string;
  /** What the provider and the services call this portal. */
  readonly clientId: string;
  readonly vault: Vault;
  readonly cookies: PortalCookies;
  readonly sessions: Sessions;
  readonly transactions: Transactions;
  readonly oidc: OidcClient;
  /** The resource servers; `fse` is the health record in words of its own. */
  readonly services: ServiceClient;
  readonly booking: BookingClient;
  readonly exemption: ExemptionClient;
  readonly registry: RegistryClient;
  readonly fse: FseClient;
  /** What was typed before a PIN was asked. */
  readonly drafts: Drafts;
  readonly pages: PortalPages;
  readonly log: Log;
}
