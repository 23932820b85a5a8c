/** Every route of the exemption server: what its door lets in is said on each, and held by a table in the tests. */
import { accessLogRoutes } from '../kit/access-log-routes.ts';
import type { Route } from '../kit/route.ts';
import type { ServerParts } from '../kit/server.ts';
import type { ExemptionStores } from './collections.ts';
import { coverageRoutes } from './coverage-routes.ts';
import { declarationRoutes } from './declaration-routes.ts';
import { allExemptions, readerOf } from './record.ts';
import { visible } from './rules.ts';

export interface ExemptionRoutesOptions extends ServerParts {
  readonly stores: ExemptionStores;
}

/** All of them. */
export function exemptionRoutes(options: ExemptionRoutesOptions): Route[] {
  const { stores } = options;
  return [
    ...coverageRoutes(options),
    ...declarationRoutes(options),
    ...accessLogRoutes({
      ...options,
      name: 'Exemption',
      scope: 'exemption:read',
      itemsOf: async (caller) => {
        const exemptions = await allExemptions(stores, caller.fiscalCode);
        const reader = readerOf(caller);
        return new Map(exemptions.map((one) => [one.id, visible(one, reader)]));
      },
    }),
  ];
}
