/** A booking is cancelled: a reason, a check, done; too late it says whom to call. */
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { readOwnForm, redirect } from '../login-routes.ts';
import { idParam, visitPage } from '../sheet/page-visit.ts';
import { refusalOf } from '../sheet/refused.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { StopError } from '../stops.ts';
import { REASONS } from './booking-client.ts';
import { isChangeable } from './booking.ts';
import { cancelSheet, lateSheet } from './cancel-view.ts';
import { bookingsPath } from './paths.ts';

type Handler = (ctx: Context) => Promise<void>;

/** GET `/per/:person/prenotazioni/:id/disdici`. */
export function showCancel(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'bookings');
    const booking = await deps.booking.booking(session, idParam(ctx, 'id'));
    const canCancel = isChangeable(booking, Date.now());
    showSheet(deps.pages, ctx, (canCancel ? cancelSheet : lateSheet)(t, acting, booking));
  };
}

/** POST `.../:id/disdici`: fields `motivo`, `versione`. */
export function cancelBooking(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'bookings');
    const form = await readOwnForm(deps, ctx);
    const id = idParam(ctx, 'id');
    const version = form.get('versione') ?? '';
    if (!/^\d{1,9}$/.test(version)) throw new StopError('bad_request', { detail: 'no version' });
    const reason = REASONS.find((one) => one === form.get('motivo'));
    if (!reason) {
      const booking = await deps.booking.booking(session, id);
      const error = t('booking.cancel.choose');
      showSheet(deps.pages, ctx, cancelSheet(t, acting, booking, { error }));
      return;
    }
    const order = { id, version, reason, language: t.language };
    const answer = await deps.booking.cancel(session, order);
    if (answer.kind === 'ok') {
      redirect(ctx, `${bookingsPath(acting.id)}/${id}?fatto=disdetta`);
      return;
    }
    const refusal = refusalOf(answer, 'booking');
    const booking = await deps.booking.booking(session, id);
    const isLate = refusal.code === 'cancel-too-late' || !isChangeable(booking, Date.now());
    const sheet = isLate
      ? lateSheet(t, acting, booking)
      : cancelSheet(t, acting, booking, { reason, refusal });
    showSheet(deps.pages, ctx, sheet);
  };
}
