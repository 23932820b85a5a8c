/** Every route of the health record: what its door lets in is said on each, and held by a table in the tests. */
import type { AccessLog } from '../kit/access-log.ts';
import { accessLogRoutes } from '../kit/access-log-routes.ts';
import type { Cursors } from '../kit/cursor.ts';
import type { Route } from '../kit/route.ts';
import type { FseStores } from './collections.ts';
import { hideRoutes } from './hide-routes.ts';
import { printRoutes } from './print-routes.ts';
import { type PublishOptions, publishRoute } from './publish-route.ts';
import { readRoutes } from './read-routes.ts';
import { itemsOfPerson, readerOf } from './record.ts';
import { visible } from './rules.ts';

export interface FseRoutesOptions {
  readonly base: string;
  readonly issuer: string;
  readonly stores: FseStores;
  readonly cursors: Cursors;
  readonly accessLog: AccessLog;
  /** Told of each new document. */
  readonly onStored?: PublishOptions['onStored'] | undefined;
}

/** All of them. */
export function fseRoutes(options: FseRoutesOptions): Route[] {
  const { base, stores, cursors, accessLog, onStored } = options;
  return [
    ...readRoutes({ base, stores, cursors }),
    ...hideRoutes(stores),
    publishRoute({ base, stores, ...(onStored ? { onStored } : {}) }),
    ...printRoutes({ base, stores, cursors }),
    ...accessLogRoutes({
      base,
      name: 'FSE',
      issuer: options.issuer,
      events: stores.events,
      accessLog,
      cursors,
      scope: 'fse:read',
      itemsOf: async (caller) => {
        const reader = readerOf(caller);
        const items = await itemsOfPerson(stores, caller.fiscalCode);
        return new Map(items.map((item) => [item.document.id, visible(item, reader)]));
      },
    }),
  ];
}
