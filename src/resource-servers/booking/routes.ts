/** Every route of the booking server: what its door lets in is said on each. */
import { accessLogRoutes } from '../kit/access-log-routes.ts';
import type { Route } from '../kit/route.ts';
import type { ServerParts } from '../kit/server.ts';
import type { BookingStores } from './collections.ts';

export interface BookingRoutesOptions extends ServerParts {
  readonly stores: BookingStores;
}

/** All of them. */
export function bookingRoutes(options: BookingRoutesOptions): Route[] {
  return [
    ...accessLogRoutes({
      ...options,
      name: 'Booking',
      scope: 'booking:read',
      itemsOf: () => Promise.resolve(new Map<string, boolean>()),
    }),
  ];
}
