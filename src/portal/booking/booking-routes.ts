/** Addresses of the pages of bookings. @source ux 1.13 */
import type Router from '@koa/router';
import type { PortalDeps } from '../deps.ts';
import { confirmBooking, showBookCheck, showOffers } from './book-routes.ts';
import { cancelBooking, showCancel } from './cancel-routes.ts';
import { listBookings, showBooking } from './list-routes.ts';
import { confirmMove, showMoveCheck, showMoveOffers } from './move-routes.ts';
import { findPrescription, showPrescriptions } from './prescription-routes.ts';

/** Adds them. */
export function bookingRoutes(deps: PortalDeps, router: Router): void {
  const base = '/per/:person/prenotazioni';
  router.get(base, listBookings(deps));
  router.get(`${base}/nuova`, showPrescriptions(deps));
  router.post(`${base}/nuova`, findPrescription(deps));
  router.get(`${base}/nuova/:request`, showOffers(deps));
  router.get(`${base}/nuova/:request/conferma`, showBookCheck(deps));
  router.post(`${base}/nuova/:request/conferma`, confirmBooking(deps));
  router.get(`${base}/:id`, showBooking(deps));
  router.get(`${base}/:id/disdici`, showCancel(deps));
  router.post(`${base}/:id/disdici`, cancelBooking(deps));
  router.get(`${base}/:id/sposta`, showMoveOffers(deps));
  router.get(`${base}/:id/sposta/conferma`, showMoveCheck(deps));
  router.post(`${base}/:id/sposta/conferma`, confirmMove(deps));
}
