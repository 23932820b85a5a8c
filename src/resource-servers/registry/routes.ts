/** Every route of the registry server: what its door lets in is said on each. */
import { accessLogRoutes } from '../kit/access-log-routes.ts';
import type { Route } from '../kit/route.ts';
import type { ServerParts } from '../kit/server.ts';
import type { RegistryStores } from './collections.ts';

export interface RegistryRoutesOptions extends ServerParts {
  readonly stores: RegistryStores;
}

/** All of them. */
export function registryRoutes(options: RegistryRoutesOptions): Route[] {
  return [
    ...accessLogRoutes({
      ...options,
      name: 'Registry',
      scope: 'registry:read',
      itemsOf: () => Promise.resolve(new Map<string, boolean>()),
    }),
  ];
}
