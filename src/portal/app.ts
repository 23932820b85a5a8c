/**
 * The health portal: what the services hold of a citizen, her own or her child's.
 *
 * It is a relying party like any other: it knows the provider by discovery, the services by
 * address, and all of them only through tokens. Its own are sessions, pages and a small database. May
 * import tokens, web, storage, config. A request: who is there (`visit.ts`) -> route -> token
 * (`access-tokens.ts`) -> service (`service-client.ts`) -> page; whatever stops it on the way
 * becomes a page in `regain.ts`.
 */
import Router from '@koa/router';
import path from 'node:path';
import type Koa from 'koa';
import { createSweeper } from '../storage/sweeper.ts';
import { createWebApp } from '../web/app.ts';
import { createAssets } from '../web/assets.ts';
import { showInfoPages } from '../web/info-pages.ts';
import { switchLanguage } from '../web/language.ts';
import { endByProvider } from './backchannel-logout.ts';
import { drafts, sessions, spentLogoutTokens, transactions } from './collections.ts';
import type { PortalOptions } from './options.ts';
import { pageRoutes } from './page-routes.ts';
import { showStops } from './regain.ts';
import { recognise } from './visit.ts';
import { wire } from './wire.ts';

export interface Portal {
  readonly app: Koa;
  /** Ends the background work. */
  close(): Promise<void>;
}

/** Puts the portal together; the provider is discovered at the first login, and may start later. */
export function createPortal(options: PortalOptions): Portal {
  const rows = {
    sessions: options.store.collection(sessions),
    transactions: options.store.collection(transactions),
    spent: options.store.collection(spentLogoutTokens),
    drafts: options.store.collection(drafts),
  };
  const isHttps = options.url.startsWith('https:');
  const assets = {
    kit: createAssets(),
    own: createAssets(path.join(import.meta.dirname, 'assets')),
  };
  const deps = wire(options, rows, assets);
  const app = createWebApp({
    log: options.log,
    trustedProxies: options.trustedProxies,
    isHttps,
    ready: () => options.store.health(),
    failures: { page: (ctx, failure) => deps.pages.fail(ctx, failure) },
    ...(options.metrics ? { metrics: options.metrics } : {}),
  });
  const fromProvider = new Router();
  const { issuer, clientId } = options;
  const { vault, oidc } = deps;
  const jwksUri = (): Promise<URL> => oidc.jwksUri();
  const logout = { issuer, clientId, jwksUri, sessions: deps.sessions, spent: rows.spent, vault };
  fromProvider.post('/backchannel-logout', endByProvider(logout));
  app.use(assets.kit.middleware);
  app.use(assets.own.middleware);
  app.use(fromProvider.routes());
  app.use(switchLanguage());
  app.use(recognise(deps));
  app.use(showStops(deps));
  app.use(showInfoPages(deps.pages));
  app.use(pageRoutes(deps).routes());
  const sweeper = createSweeper(
    [
      { collection: rows.sessions, field: 'expiresAt', before: (now) => now },
      { collection: rows.transactions, field: 'expiresAt', before: (now) => now },
      { collection: rows.spent, field: 'expiresAt', before: (now) => now },
      { collection: rows.drafts, field: 'expiresAt', before: (now) => now },
    ],
    (error) => options.log.warn({ name: error instanceof Error ? error.name : '' }, 'sweep_failed'),
  );
  sweeper.start();
  return { app, close: () => sweeper.stop() };
}
