/** The exemption server: exemptions and sworn declarations, for whoever a token says. What is shared is in `../kit`. */
import { openServer, type ResourceServer, type ServerOptions } from '../kit/server.ts';
import { capabilityStatement } from './capability.ts';
import { openExemptionStores } from './collections.ts';
import { exemptionRoutes } from './routes.ts';

/** Builds the service on a store migrated for `EXEMPTION_COLLECTIONS`. */
export function createExemption(options: ServerOptions): Promise<ResourceServer> {
  const stores = openExemptionStores(options.store);
  return openServer(
    {
      name: 'exemption',
      scopes: ['exemption:read', 'exemption:declare'],
      capability: capabilityStatement,
      build: (parts) => ({ routes: exemptionRoutes({ ...parts, stores }) }),
    },
    options,
  );
}
