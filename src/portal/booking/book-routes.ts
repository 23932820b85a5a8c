/** A new booking of a chosen prescription: place, check, done. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { readOwnForm, redirect } from '../login-routes.ts';
import { idParam, visitPage } from '../sheet/page-visit.ts';
import { refusalOf } from '../sheet/refused.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { StopError } from '../stops.ts';
import { readBookingId } from './booking.ts';
import { bookSheet, refusedSheet } from './confirm-view.ts';
import { type Wanted, chosenOffer, sendToOffers, showOfferList } from './offers.ts';
import { bookingsPath, readChosen, readPlaceQuery } from './paths.ts';
import type { Prescription } from './prescription.ts';

type Handler = (ctx: Context) => Promise<void>;
/** The portal's own name of a booking: what `randomUUID` writes. */
const KEY = /^[0-9a-f-]{36}$/;

/** GET `/per/:person/prenotazioni/nuova/:request?citta=&dal=&cursor=`. */
export function showOffers(deps: PortalDeps): Handler {
  return async (ctx) => {
    const visit = visitPage(deps, ctx, 'bookings');
    const prescription = await deps.booking.prescription(visit.session, idParam(ctx, 'request'));
    await showOfferList(deps, ctx, visit, wantedBy(prescription));
  };
}

/** GET `.../nuova/:request/conferma?posto=`. */
export function showBookCheck(deps: PortalDeps): Handler {
  return async (ctx) => {
    const visit = visitPage(deps, ctx, 'bookings');
    const prescription = await deps.booking.prescription(visit.session, idParam(ctx, 'request'));
    const offer = await chosenOffer(deps, ctx, visit, wantedBy(prescription));
    if (!offer) return;
    const query = readPlaceQuery(visit.query);
    const key = randomUUID();
    showSheet(
      deps.pages,
      ctx,
      bookSheet(visit.t, visit.acting, { prescription, offer, query, key }),
    );
  };
}

/** POST `.../nuova/:request/conferma`: fields `posto`, `chiave`, and the filters of the list. */
export function confirmBooking(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'bookings');
    const form = await readOwnForm(deps, ctx);
    const prescription = await deps.booking.prescription(session, idParam(ctx, 'request'));
    const chosen = readChosen(form.get('posto'));
    const key = form.get('chiave') ?? '';
    if (!chosen || !KEY.test(key))
      throw new StopError('bad_request', { detail: 'no place chosen' });
    const order = { prescription, slot: chosen.id, key, language: t.language };
    const answer = await deps.booking.book(session, order);
    const query = readPlaceQuery(form);
    if (answer.kind === 'ok') {
      const id = readBookingId(answer.json);
      redirect(ctx, `${bookingsPath(acting.id)}/${id}?fatto=prenotata`);
      return;
    }
    const refusal = refusalOf(answer, 'booking');
    const { aim, serviceType } = wantedBy(prescription);
    const isTaken = refusal.code === 'slot-taken';
    const offer = isTaken ? undefined : await deps.booking.offer(session, serviceType, chosen);
    if (isTaken) {
      sendToOffers(ctx, acting.id, aim, query);
      return;
    }
    if (!offer) {
      showSheet(deps.pages, ctx, refusedSheet(t, acting, refusal));
      return;
    }
    const state = { prescription, offer, query, key: randomUUID(), refusal };
    showSheet(deps.pages, ctx, bookSheet(t, acting, state));
  };
}

function wantedBy({ id, service, serviceType, guaranteedUntil }: Prescription): Wanted {
  return { aim: { kind: 'book', id }, service, serviceType, guaranteedUntil };
}
