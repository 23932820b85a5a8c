/**
 * The exemption server: exemptions and sworn declarations, for whoever a token says.
 *
 * Read `rules.ts` first (who sees and may declare what), then `statements.ts` (how a declaration is
 * kept) and `exemption.ts` (what follows from it), then the routes. What is shared is in `../kit`.
 */
import { sweepKeys } from '../kit/idempotency.ts';
import { openServer, type ResourceServer, type ServerOptions } from '../kit/server.ts';
import { createSweeper } from '../../storage/sweeper.ts';
import { capabilityStatement } from './capability.ts';
import { openExemptionStores } from './collections.ts';
import { openApi } from './openapi.ts';
import { exemptionRoutes } from './routes.ts';

/** Builds the service on a store migrated for `EXEMPTION_COLLECTIONS`. */
export function createExemption(options: ServerOptions): Promise<ResourceServer> {
  const stores = openExemptionStores(options.store);
  return openServer(
    {
      name: 'exemption',
      scopes: ['exemption:read', 'exemption:declare'],
      capability: capabilityStatement,
      documents: (base, issuer) => ({ '/openapi.json': () => openApi(base, issuer) }),
      build: (parts) => ({
        routes: exemptionRoutes({ ...parts, stores }),
        sweeper: createSweeper([sweepKeys(stores.idempotencyKeys)], parts.report('not swept')),
      }),
    },
    options,
  );
}
