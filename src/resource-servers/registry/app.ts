/**
 * The registry server: personal data, choice of doctor, consents, notes, for whoever a token says.
 *
 * Read `rules.ts` (who may choose which doctor) and `places.ts` with `change-doctor.ts` (why a
 * place is never given twice) first, then the routes. What is shared is in `../kit`.
 */
import { AUDIT_KEPT_DAYS, DAY_MS } from '../../../config/limits.ts';
import { createSweeper } from '../../storage/sweeper.ts';
import { sweepKeys } from '../kit/idempotency.ts';
import { openServer, type ResourceServer, type ServerOptions } from '../kit/server.ts';
import { capabilityStatement } from './capability.ts';
import { openRegistryStores } from './collections.ts';
import { openApi } from './openapi.ts';
import { registryRoutes } from './routes.ts';
import { startUpkeep } from './upkeep.ts';

/** Builds the service on a store migrated for `REGISTRY_COLLECTIONS`. */
export function createRegistry(options: ServerOptions): Promise<ResourceServer> {
  const stores = openRegistryStores(options.store);
  return openServer(
    {
      name: 'registry',
      scopes: ['registry:read', 'registry:write', 'registry:choose'],
      capability: capabilityStatement,
      documents: (base, issuer) => ({ '/openapi.json': () => openApi(base, issuer) }),
      build(parts) {
        const upkeep = startUpkeep(stores, parts.report('upkeep failed'));
        return {
          routes: registryRoutes({ ...parts, stores }),
          sweeper: createSweeper(
            [
              sweepKeys(stores.idempotencyKeys),
              {
                collection: stores.deletedNotes,
                field: 'deletedAt',
                // as long as the access log that names them
                before: (now: number) => now - AUDIT_KEPT_DAYS * DAY_MS,
              },
            ],
            parts.report('sweeping failed'),
          ),
          close: () => upkeep.close(),
        };
      },
    },
    options,
  );
}
