/** The registry server: personal data, choice of doctor, consents, notes, for whoever a token says. What is shared is in `../kit`. */
import { openServer, type ResourceServer, type ServerOptions } from '../kit/server.ts';
import { capabilityStatement } from './capability.ts';
import { openRegistryStores } from './collections.ts';
import { registryRoutes } from './routes.ts';

/** Builds the service on a store migrated for `REGISTRY_COLLECTIONS`. */
export function createRegistry(options: ServerOptions): Promise<ResourceServer> {
  const stores = openRegistryStores(options.store);
  return openServer(
    {
      name: 'registry',
      scopes: ['registry:read', 'registry:write', 'registry:choose'],
      capability: capabilityStatement,
      build: (parts) => ({ routes: registryRoutes({ ...parts, stores }) }),
    },
    options,
  );
}
