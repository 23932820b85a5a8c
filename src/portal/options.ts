/** What a portal is made from; whoever starts it chooses databases, keys and addresses. */
import type { JWK } from 'jose';
import type { Middleware } from 'koa';
import type { Store } from '../storage/collection.ts';
import type { Log } from '../web/log.ts';
import type { Service } from './sections.ts';

/** Everything is explicit: the portal reads no environment and no file. */
export interface PortalOptions {
  /** Origin of the portal. */
  readonly url: string;
  readonly issuer: string;
  /** Origins of the services, which are their audiences. */
  readonly services: Readonly<Record<Service, string>>;
  readonly clientId: string;
  /** ES256 key of the client, with `kid`. */
  readonly privateJwk: JWK;
  /** Opened and migrated with PORTAL_COLLECTIONS; closed by who opened it. */
  readonly store: Store;
  /** 32-byte keys, base64url: HMACs of cookies and states; sealing of tokens and names. */
  readonly keys: { readonly marking: string; readonly sealing: string };
  readonly trustedProxies: readonly string[];
  readonly log: Log;
  /** `createMetrics(name).middleware`. */
  readonly metrics?: Middleware;
}
