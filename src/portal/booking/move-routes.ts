/** A booking moves: the same search, a check, done. */
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { readOwnForm, redirect } from '../login-routes.ts';
import { idParam, visitPage } from '../sheet/page-visit.ts';
import { refusalOf } from '../sheet/refused.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { StopError } from '../stops.ts';
import { type Booking, isChangeable } from './booking.ts';
import { lateSheet } from './cancel-view.ts';
import { moveSheet } from './confirm-view.ts';
import { type Wanted, chosenOffer, sendToOffers, showOfferList } from './offers.ts';
import { bookingsPath, readChosen, readPlaceQuery } from './paths.ts';

type Handler = (ctx: Context) => Promise<void>;

/** GET `/per/:person/prenotazioni/:id/sposta?citta=&dal=&cursor=`. */
export function showMoveOffers(deps: PortalDeps): Handler {
  return async (ctx) => {
    const visit = visitPage(deps, ctx, 'bookings');
    const booking = await deps.booking.booking(visit.session, idParam(ctx, 'id'));
    if (isChangeable(booking, Date.now())) await showOfferList(deps, ctx, visit, wantedBy(booking));
    else showSheet(deps.pages, ctx, lateSheet(visit.t, visit.acting, booking));
  };
}

/** GET `.../:id/sposta/conferma?posto=`. */
export function showMoveCheck(deps: PortalDeps): Handler {
  return async (ctx) => {
    const visit = visitPage(deps, ctx, 'bookings');
    const booking = await deps.booking.booking(visit.session, idParam(ctx, 'id'));
    const offer = await chosenOffer(deps, ctx, visit, wantedBy(booking));
    if (!offer) return;
    const query = readPlaceQuery(visit.query);
    showSheet(deps.pages, ctx, moveSheet(visit.t, visit.acting, { booking, offer, query }));
  };
}

/** POST `.../:id/sposta/conferma`: fields `posto`, `versione`, and the filters of the list. */
export function confirmMove(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'bookings');
    const form = await readOwnForm(deps, ctx);
    const id = idParam(ctx, 'id');
    const chosen = readChosen(form.get('posto'));
    const version = form.get('versione') ?? '';
    if (!chosen || !/^\d{1,9}$/.test(version))
      throw new StopError('bad_request', { detail: 'no place chosen' });
    const order = { id, version, slot: chosen.id, language: t.language };
    const answer = await deps.booking.move(session, order);
    if (answer.kind === 'ok') {
      redirect(ctx, `${bookingsPath(acting.id)}/${id}?fatto=spostata`);
      return;
    }
    const refusal = refusalOf(answer, 'booking');
    const booking = await deps.booking.booking(session, id);
    if (refusal.code === 'cancel-too-late') {
      showSheet(deps.pages, ctx, lateSheet(t, acting, booking));
      return;
    }
    const { aim, serviceType } = wantedBy(booking);
    const query = readPlaceQuery(form);
    const isTaken = refusal.code === 'slot-taken';
    const offer = isTaken ? undefined : await deps.booking.offer(session, serviceType, chosen);
    if (offer) showSheet(deps.pages, ctx, moveSheet(t, acting, { booking, offer, query, refusal }));
    else sendToOffers(ctx, acting.id, aim, query);
  };
}

function wantedBy({ id, service, serviceType }: Booking): Wanted {
  return { aim: { kind: 'move', id }, service, serviceType };
}
