/** My bookings, and one of them. */
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { redirect } from '../login-routes.ts';
import { idParam, visitPage } from '../sheet/page-visit.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { StopError } from '../stops.ts';
import { DONE, bookingSheet } from './booking-view.ts';
import { listSheet } from './list-view.ts';

type Handler = (ctx: Context) => Promise<void>;

/** GET `/per/:person/prenotazioni?cursor=`. */
export function listBookings(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query } = visitPage(deps, ctx, 'bookings');
    const cursor = query.get('cursor') ?? undefined;
    try {
      const page = await deps.booking.bookings(session, cursor);
      showSheet(deps.pages, ctx, listSheet(t, acting, page, Date.now()));
    } catch (error) {
      const isOldCursor = error instanceof StopError && error.page === 'expired';
      if (!isOldCursor || cursor === undefined) throw error;
      redirect(ctx, ctx.path); // a page left open for an hour begins again
    }
  };
}

/** GET `/per/:person/prenotazioni/:id?fatto=`. */
export function showBooking(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query } = visitPage(deps, ctx, 'bookings');
    const booking = await deps.booking.booking(session, idParam(ctx, 'id'));
    const done = DONE.find((word) => word === query.get('fatto'));
    showSheet(deps.pages, ctx, bookingSheet(t, acting, booking, { done, now: Date.now() }));
  };
}
