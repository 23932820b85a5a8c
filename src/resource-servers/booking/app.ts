/** The booking server: prescriptions and appointments, for whoever a token says. What is shared is in `../kit`. */
import { openServer, type ResourceServer, type ServerOptions } from '../kit/server.ts';
import { capabilityStatement } from './capability.ts';
import { openBookingStores } from './collections.ts';
import { bookingRoutes } from './routes.ts';

/** Builds the service on a store migrated for `BOOKING_COLLECTIONS`. */
export function createBooking(options: ServerOptions): Promise<ResourceServer> {
  const stores = openBookingStores(options.store);
  return openServer(
    {
      name: 'booking',
      scopes: ['booking:read', 'booking:write'],
      capability: capabilityStatement,
      build: (parts) => ({ routes: bookingRoutes({ ...parts, stores }) }),
    },
    options,
  );
}
