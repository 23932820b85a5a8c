/** Every route of the exemption server: what its door lets in is said on each. */
import { accessLogRoutes } from '../kit/access-log-routes.ts';
import type { Route } from '../kit/route.ts';
import type { ServerParts } from '../kit/server.ts';
import type { ExemptionStores } from './collections.ts';

export interface ExemptionRoutesOptions extends ServerParts {
  readonly stores: ExemptionStores;
}

/** All of them. */
export function exemptionRoutes(options: ExemptionRoutesOptions): Route[] {
  return [
    ...accessLogRoutes({
      ...options,
      name: 'Exemption',
      scope: 'exemption:read',
      itemsOf: () => Promise.resolve(new Map<string, boolean>()),
    }),
  ];
}
