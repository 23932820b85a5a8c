/** The provider process: pages of the login, oidc-provider, courier and sweeper on one application. */
import type Koa from 'koa';
import mount from 'koa-mount';
import { registeredClients } from '../../config/clients.ts';
import type { Settings } from '../../config/settings.ts';
import { createLoginPages } from '../../interactions/pages.ts';
import { createInteractionRouter } from '../../interactions/router.ts';
import { createAccountApi } from '../account-api/app.ts';
import { showOutbox } from '../demo/outbox-page.ts';
import { type DemoRow, seedPeople } from '../demo/people.ts';
import { createProvider } from '../provider/create.ts';
import { createRegistry } from '../provider/registry.ts';
import { createWebApp } from '../web/app.ts';
import { createAssets } from '../web/assets.ts';
import type { Log } from '../web/log.ts';
import type { Metrics } from '../web/metrics.ts';
import { derived } from './derived.ts';
import type { Identity } from './identity.ts';
import { identitySweeper } from './identity-sweeper.ts';
import { allowSignOutRedirect } from './sign-out-policy.ts';

export interface ProcessOptions {
  readonly settings: Settings;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A process ready to listen. */
export interface RunningProcess {
  readonly app: Koa;
  /** Rows of the demo's table; from the provider alone. */
  readonly people?: readonly DemoRow[];
  /** Stops its background work; databases are closed by who opened them, here too unless shared. */
  close(): Promise<void>;
}

export async function composeProvider(
  options: ProcessOptions,
  identity: Identity,
): Promise<RunningProcess> {
  const { settings, log } = options;
  const { clients, audiences } = registeredClients(settings);
  const assets = createAssets();
  const portalUri = `${settings.urls.portal}/`;
  const pages = createLoginPages({ assets, portalUri });
  const { provider, door, tokens, first, before } = await createProvider({
    issuer: settings.issuer,
    stores: identity.deps.stores,
    audit: identity.deps.audit,
    registry: createRegistry(clients, audiences),
    sealer: identity.sealer,
    indexer: identity.deps.indexer,
    secrets: identity.secrets,
    portalUri,
    pages: pages.provider,
  });
  provider.on('server_error', (_ctx, error: Error) => {
    log.error({ name: error.name, message: error.message, stack: error.stack }, 'broken');
  });
  const app = createWebApp({
    log,
    trustedProxies: settings.trustedProxies,
    isHttps: settings.issuer.startsWith('https:'),
    ready: () => identity.store.health(),
    failures: pages.failures,
    metrics: options.metrics.middleware,
  });
  app.keys = [identity.secrets.cookies]; // the library reads its signed cookies through the parent
  for (const middleware of first) app.use(middleware);
  const api = createAccountApi({
    issuer: settings.issuer,
    tokens,
    audit: identity.deps.audit,
    auditKey: derived(identity.secrets.audit, 'account-api'),
    commands: identity.deps,
    log,
  });
  app.use(mount('/api', api));
  app.use(assets.middleware);
  app.use(pages.info);
  if (settings.isDemo) app.use(showOutbox({ varFolder: settings.varFolder, assets }));
  const router = createInteractionRouter({
    door,
    pages,
    commands: identity.deps,
    log,
    issuer: settings.issuer,
  });
  app.use(router.routes());
  app.use(allowSignOutRedirect(clients));
  for (const middleware of before) app.use(middleware);
  app.use(mount(provider));
  const sweeper = identitySweeper(identity, log);
  identity.deps.courier.start();
  const people = settings.isDemo
    ? await seedPeople(identity.deps, { varFolder: settings.varFolder, now: Date.now() })
    : [];
  sweeper.start();
  return {
    app,
    people,
    async close() {
      await sweeper.stop();
      await identity.deps.courier.stop();
      await identity.close();
    },
  };
}
