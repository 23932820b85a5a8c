/**
 * From a definition to a resource server that answers: what all four are made of, in one place.
 *
 * A server says its name, scopes, routes and documents; token checks, access log, cursors and
 * sweeping are the same everywhere. Nothing of the provider is asked before the first token.
 */
import type { CapabilityStatement } from 'fhir/r4.js';
import type { JWK } from 'jose';
import type Koa from 'koa';
import type { Middleware } from 'koa';
import type { ServerMetadata } from 'openid-client';
import { openTrail } from '../../audit/trail.ts';
import type { Store } from '../../storage/collection.ts';
import type { Sweeper } from '../../storage/sweeper.ts';
import type { Log } from '../../web/log.ts';
import { type AccessLog, createAccessLog } from './access-log.ts';
import { createAuthenticator } from './authenticate.ts';
import { createCursors, type Cursors } from './cursor.ts';
import { ApiError } from './errors.ts';
import { type Issuer, openIssuer } from './issuer.ts';
import { createRateLimit } from './rate-limit.ts';
import type { Route } from './route.ts';
import { createService } from './service.ts';
import { openStatusLists } from './status.ts';
import { openTrailStores, type TrailStores } from './trail-collections.ts';

/** What whoever starts a resource server hands in. */
export interface ServerOptions {
  /** Its public URL without a slash at the end: FHIR base, audience of its tokens, address in its answers. */
  readonly url: string;
  /** URL of the provider. */
  readonly issuer: string;
  /** Opened, and migrated for the server's collections. */
  readonly store: Store;
  /** Links the access log: 32 bytes, base64url. */
  readonly auditKey: string;
  /** Signs page cursors: 32 bytes, base64url. */
  readonly cursorKey: string;
  /** Private JWK of the client of the server's name; without it opaque tokens are refused. */
  readonly clientKey?: JWK;
  readonly log: Log;
  readonly trustedProxies: readonly string[];
  /** `createMetrics(name).middleware`. */
  readonly metrics?: Middleware;
}

/** What a server's routes are made with. */
export interface ServerParts extends TrailStores {
  readonly base: string;
  /** URL of the provider. */
  readonly issuer: string;
  readonly cursors: Cursors;
  readonly accessLog: AccessLog;
  /** The provider, for a server that calls it. */
  readonly provider: Issuer;
  /** Writes a failure of work in the background into the log, under this name. */
  readonly report: (name: string) => (error: unknown) => void;
}

/** What a server is besides its name. */
export interface ServerBody {
  readonly routes: readonly Route[];
  /** Started with the server, stopped with it. */
  readonly sweeper?: Sweeper;
  /** Ends what else works beside the requests. */
  readonly close?: () => Promise<void>;
}

/** One kind of resource server. */
export interface ServerDefinition {
  /** Process and client id. */
  readonly name: string;
  readonly scopes: readonly string[];
  readonly capability: (base: string, provider: ServerMetadata) => CapabilityStatement;
  /** Other documents without a token, by path. */
  readonly documents?: (
    base: string,
    issuer: string,
  ) => Record<string, () => Record<string, unknown>>;
  readonly build: (parts: ServerParts) => ServerBody;
}

export interface ResourceServer {
  readonly app: Koa;
  /** Ends background work and writes the end of the access log; the store stays the caller's. */
  close(): Promise<void>;
}

/** Builds the server. */
export async function openServer(
  definition: ServerDefinition,
  options: ServerOptions,
): Promise<ResourceServer> {
  const { name, scopes } = definition;
  const { url: base, log, auditKey } = options;
  const issuer = openIssuer({
    issuer: options.issuer,
    clientId: name,
    clientKey: options.clientKey,
  });
  const statusLists = openStatusLists({
    issuer,
    onFailure: (_uri, error) => log.warn({ reason: reasonOf(error) }, 'status list not read'),
  });
  const stores = openTrailStores(options.store);
  const trail = await openTrail({ ...stores, key: auditKey, name });
  const accessLog = createAccessLog(trail, auditKey);
  const parts: ServerParts = {
    ...stores,
    base,
    issuer: options.issuer,
    cursors: createCursors(options.cursorKey),
    accessLog,
    provider: issuer,
    report: (event) => (error) => log.warn({ reason: reasonOf(error) }, event),
  };
  const { routes, sweeper, close } = definition.build(parts);
  const app = createService({
    log,
    trustedProxies: options.trustedProxies,
    isHttps: base.startsWith('https://'),
    ready: () => options.store.health(),
    ...(options.metrics ? { metrics: options.metrics } : {}),
    profile: { base, issuer: options.issuer, name, scopes },
    issuer,
    capability: (provider) => definition.capability(base, provider),
    pipeline: {
      audience: base,
      authenticator: createAuthenticator({ audience: base, issuer, statusLists }),
      rateLimit: createRateLimit(),
      accessLog,
    },
    documents: definition.documents?.(base, options.issuer) ?? {},
    routes,
  });
  sweeper?.start();
  return {
    app,
    async close() {
      statusLists.close();
      issuer.close();
      await sweeper?.stop();
      await close?.();
      await trail.close();
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiError) return error.options.detail ?? error.code;
  return error instanceof Error ? error.message : 'unknown';
}
