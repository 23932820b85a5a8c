/** Every route of the booking server: what its door lets in is said on each. */
import { accessLogRoutes } from '../kit/access-log-routes.ts';
import type { Route } from '../kit/route.ts';
import type { ServerParts } from '../kit/server.ts';
import type { BookingStores } from './collections.ts';
import { personRoutes } from './person-routes.ts';
import { placeRoutes } from './place-routes.ts';
import type { PrescriptionSource } from './prescriptions.ts';
import { readRecord } from './record.ts';
import { slotRoutes } from './slot-routes.ts';
import { writeRoutes } from './write-routes.ts';

export interface BookingRoutesOptions extends ServerParts {
  readonly stores: BookingStores;
  readonly prescriptions: PrescriptionSource;
}

/** All of them. */
export function bookingRoutes(options: BookingRoutesOptions): Route[] {
  return [
    ...slotRoutes(options),
    ...placeRoutes(options),
    ...personRoutes(options),
    ...writeRoutes(options),
    ...accessLogRoutes({
      ...options,
      name: 'Booking',
      scope: 'booking:read',
      itemsOf: async (caller) => (await readRecord(options, caller)).known,
    }),
  ];
}
