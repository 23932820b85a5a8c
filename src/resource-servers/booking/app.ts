/**
 * The booking server: prescriptions, places and appointments, for whoever a token says.
 *
 * Read `stored.ts` (what is kept), `rules.ts` (who sees what, what may be booked), then `book.ts`
 * and `change.ts` (how, so that nothing is lost), then the routes. What is shared is in `../kit`.
 */
import { openServer, type ResourceServer, type ServerOptions } from '../kit/server.ts';
import { capabilityStatement } from './capability.ts';
import { openBookingStores } from './collections.ts';
import { storedPrescriptions } from './prescriptions.ts';
import { bookingRoutes } from './routes.ts';
import { createHoldSweeper } from './settle-slot.ts';

/** Builds the service on a store migrated for `BOOKING_COLLECTIONS`. */
export function createBooking(options: ServerOptions): Promise<ResourceServer> {
  const stores = openBookingStores(options.store);
  return openServer(
    {
      name: 'booking',
      scopes: ['booking:read', 'booking:write'],
      capability: capabilityStatement,
      build: (parts) => ({
        routes: bookingRoutes({ ...parts, stores, prescriptions: storedPrescriptions(stores) }),
        sweeper: createHoldSweeper(stores, parts.report('held slots not settled')),
      }),
    },
    options,
  );
}
