/** The process of a resource server: a database of its own, and what the demo puts into it. */
import { readClientKey } from '../../config/client-keys.ts';
import { loadSecrets } from '../../config/secrets.ts';
import { feedBookingDemo } from '../demo/feed-booking.ts';
import { feedExemptionDemo } from '../demo/feed-exemption.ts';
import { feedFseDemo } from '../demo/feed-fse.ts';
import { feedRegistryDemo } from '../demo/feed-registry.ts';
import { createBooking } from '../resource-servers/booking/app.ts';
import { BOOKING_COLLECTIONS } from '../resource-servers/booking/collections.ts';
import { createExemption } from '../resource-servers/exemption/app.ts';
import { EXEMPTION_COLLECTIONS } from '../resource-servers/exemption/collections.ts';
import { createFse } from '../resource-servers/fse/app.ts';
import { FSE_COLLECTIONS } from '../resource-servers/fse/collections.ts';
import type { ResourceServer, ServerOptions } from '../resource-servers/kit/server.ts';
import { createRegistry } from '../resource-servers/registry/app.ts';
import { REGISTRY_COLLECTIONS } from '../resource-servers/registry/collections.ts';
import type { AnyDeclaration, Store } from '../storage/collection.ts';
import { openStore } from '../storage/open.ts';
import { auditPurpose, derived } from './derived.ts';
import { migrated } from './migrated.ts';
import type { ProcessOptions, RunningProcess } from './provider.ts';

interface Server {
  readonly collections: readonly AnyDeclaration[];
  readonly create: (options: ServerOptions) => Promise<ResourceServer>;
  /** Stores the demo's things once. */
  readonly feed: (store: Store, varFolder: string) => Promise<void>;
}

/** Every resource server by the name of its process, which is its client's id too. */
const SERVERS = {
  fse: {
    collections: FSE_COLLECTIONS,
    // Notices are sent in the client's own name.
    create: (options) => createFse({ ...options, sendsNotices: options.clientKey !== undefined }),
    feed: feedFseDemo,
  },
  booking: { collections: BOOKING_COLLECTIONS, create: createBooking, feed: feedBookingDemo },
  exemption: {
    collections: EXEMPTION_COLLECTIONS,
    create: createExemption,
    feed: feedExemptionDemo,
  },
  registry: { collections: REGISTRY_COLLECTIONS, create: createRegistry, feed: feedRegistryDemo },
} as const satisfies Readonly<Record<string, Server>>;

/** Opens its database, feeds the demo, and makes the application. @throws NotMigratedError */
export async function composeResourceServer(
  name: keyof typeof SERVERS,
  { settings, log, metrics }: ProcessOptions,
): Promise<RunningProcess> {
  const server: Server = SERVERS[name];
  const secrets = loadSecrets(settings.varFolder, settings.isLocal);
  const store = await migrated(
    await openStore(settings.databases[name]),
    server.collections,
    settings.isLocal,
  );
  if (settings.isDemo) await server.feed(store, settings.varFolder);
  const clientKey = readClientKey(settings.varFolder, name);
  const service = await server.create({
    url: settings.urls[name],
    issuer: settings.issuer,
    store,
    auditKey: derived(secrets.audit, auditPurpose(name)),
    cursorKey: derived(secrets.index, `${name}-cursor`),
    ...(clientKey ? { clientKey: { ...clientKey } } : {}),
    log,
    trustedProxies: settings.trustedProxies,
    metrics: metrics.middleware,
  });
  return {
    app: service.app,
    async close() {
      await service.close();
      await store.close();
    },
  };
}
