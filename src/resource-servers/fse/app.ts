/**
 * The health record (FSE): documents of people, read by whoever a token says may read them.
 *
 * Read `rules.ts` first (who sees what), then `record.ts` (the one way to the documents), then
 * the routes. What is shared with the other resource servers is in `../kit`.
 */
import type { JWK } from 'jose';
import type Koa from 'koa';
import type { Middleware } from 'koa';
import { openTrail } from '../../audit/trail.ts';
import type { Store } from '../../storage/collection.ts';
import type { Log } from '../../web/log.ts';
import { createAccessLog } from '../kit/access-log.ts';
import { createAuthenticator } from '../kit/authenticate.ts';
import { createCursors } from '../kit/cursor.ts';
import { ApiError } from '../kit/errors.ts';
import { openIssuer } from '../kit/issuer.ts';
import { createRateLimit } from '../kit/rate-limit.ts';
import { createService } from '../kit/service.ts';
import { openStatusLists } from '../kit/status.ts';
import { capabilityStatement } from './capability.ts';
import { openFseStores } from './collections.ts';
import { openApi } from './openapi.ts';
import { startNotifier } from './notifier.ts';
import { fseRoutes } from './routes.ts';

export interface FseOptions {
  /** Its public URL without a slash at the end: FHIR base, audience of its tokens, address in its answers. */
  readonly url: string;
  /** URL of the provider. */
  readonly issuer: string;
  /** Opened, and migrated for `FSE_COLLECTIONS`. */
  readonly store: Store;
  /** Links the access log: 32 bytes, base64url. */
  readonly auditKey: string;
  /** Signs page cursors: 32 bytes, base64url. */
  readonly cursorKey: string;
  /** Private JWK of the client `fse`; without it opaque tokens are refused. */
  readonly clientKey?: JWK;
  /** Tell the provider's account API of new documents (needs `clientKey`). */
  readonly sendsNotices?: boolean;
  readonly log: Log;
  readonly trustedProxies: readonly string[];
  /** `createMetrics('fse').middleware`. */
  readonly metrics?: Middleware;
}

export interface ResourceServer {
  readonly app: Koa;
  /** Ends background reading and writes the end of the access log; the store stays the caller's. */
  close(): Promise<void>;
}

const NAME = 'fse';
const SCOPES = ['fse:read', 'fse:write', 'fse:publish'];

/** Builds the service; nothing of the provider is asked before the first token. */
export async function createFse(options: FseOptions): Promise<ResourceServer> {
  const { url: base, log } = options;
  const stores = openFseStores(options.store);
  const issuer = openIssuer({
    issuer: options.issuer,
    clientId: NAME,
    clientKey: options.clientKey,
  });
  const statusLists = openStatusLists({
    issuer,
    onFailure: (_uri, error) => log.warn({ reason: reasonOf(error) }, 'status list not read'),
  });
  const trail = await openTrail({
    events: stores.events,
    heads: stores.heads,
    key: options.auditKey,
    name: NAME,
  });
  const accessLog = createAccessLog(trail, options.auditKey);
  const cursors = createCursors(options.cursorKey);
  const notifier =
    options.sendsNotices === true
      ? startNotifier({
          stores,
          issuer,
          keyOf: (fiscalCode) => accessLog.subjectOf(fiscalCode),
          onFailure: (error) => log.warn({ reason: reasonOf(error) }, 'notice not handed over'),
        })
      : undefined;
  const app = createService({
    log,
    trustedProxies: options.trustedProxies,
    isHttps: base.startsWith('https://'),
    ready: () => options.store.health(),
    ...(options.metrics ? { metrics: options.metrics } : {}),
    profile: { base, issuer: options.issuer, name: NAME, scopes: SCOPES },
    issuer,
    capability: (provider) => capabilityStatement(base, provider),
    pipeline: {
      audience: base,
      authenticator: createAuthenticator({ audience: base, issuer, statusLists }),
      rateLimit: createRateLimit(),
      accessLog,
    },
    documents: { '/openapi.json': () => openApi(base, options.issuer) },
    routes: fseRoutes({
      base,
      issuer: options.issuer,
      stores,
      cursors,
      accessLog,
      onStored: notifier && ((item) => notifier.documentStored(item)),
    }),
  });
  return {
    app,
    async close() {
      statusLists.close();
      issuer.close();
      await notifier?.close();
      await trail.close();
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiError) return error.options.detail ?? error.code;
  return error instanceof Error ? error.message : 'unknown';
}
