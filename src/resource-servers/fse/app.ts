/**
 * The health record (FSE): documents of people, read by whoever a token says may read them.
 *
 * Read `rules.ts` first (who sees what), then `record.ts` (the one way to the documents), then
 * the routes. What is shared with the other resource servers is in `../kit`.
 */
import { openServer, type ResourceServer, type ServerOptions } from '../kit/server.ts';
import { capabilityStatement } from './capability.ts';
import { openFseStores } from './collections.ts';
import { openApi } from './openapi.ts';
import { startNotifier } from './notifier.ts';
import { fseRoutes } from './routes.ts';
import type { Item } from './rules.ts';

export interface FseOptions extends ServerOptions {
  /** Tell the provider's account API of new documents (needs `clientKey`). */
  readonly sendsNotices?: boolean;
}

/** Builds the service on a store migrated for `FSE_COLLECTIONS`. */
export function createFse(options: FseOptions): Promise<ResourceServer> {
  const stores = openFseStores(options.store);
  return openServer(
    {
      name: 'fse',
      scopes: ['fse:read', 'fse:write', 'fse:publish'],
      capability: capabilityStatement,
      documents: (base, issuer) => ({ '/openapi.json': () => openApi(base, issuer) }),
      build(parts) {
        if (options.sendsNotices !== true) return { routes: fseRoutes({ ...parts, stores }) };
        const notifier = startNotifier({
          stores,
          issuer: parts.provider,
          keyOf: (fiscalCode) => parts.accessLog.subjectOf(fiscalCode),
          onFailure: parts.report('notice not handed over'),
        });
        const onStored = (item: Item): Promise<void> => notifier.documentStored(item);
        return {
          routes: fseRoutes({ ...parts, stores, onStored }),
          close: () => notifier.close(),
        };
      },
    },
    options,
  );
}
