/** Which prescription: chosen from the list, or found by the number on its paper. @source ux 1.13 */
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { FHIR_ID } from '../fhir-answer.ts';
import { readOwnForm, redirect } from '../login-routes.ts';
import { visitPage } from '../sheet/page-visit.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { StopError } from '../stops.ts';
import { sameNumberPath, searchPath } from './paths.ts';
import { readNumber } from './prescription.ts';
import { prescriptionsSheet, sameNumberSheet } from './prescriptions-view.ts';

type Handler = (ctx: Context) => Promise<void>;

/** GET `/per/:person/prenotazioni/nuova?ricetta=`: an id there stands for its whole prescription. */
export function showPrescriptions(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query } = visitPage(deps, ctx, 'bookings');
    const id = query.get('ricetta');
    if (id === null) {
      const prescriptions = await deps.booking.prescriptions(session);
      showSheet(deps.pages, ctx, prescriptionsSheet(t, acting, prescriptions));
      return;
    }
    if (!FHIR_ID.test(id)) throw new StopError('not_found', { detail: 'no ricetta' });
    const { number } = await deps.booking.prescription(session, id);
    const services = await deps.booking.prescriptionsOf(session, number);
    showSheet(deps.pages, ctx, sameNumberSheet(t, acting, services));
  };
}

/**
 * POST the same: field `nre`. One service that can be booked goes on as if it was chosen from the
 * list; a number of nobody, of somebody else, of what is hidden, and one that is none get the same
 * answer.
 */
export function findPrescription(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t } = visitPage(deps, ctx, 'bookings');
    const typed = (await readOwnForm(deps, ctx)).get('nre') ?? '';
    const number = readNumber(typed);
    const found = number === undefined ? [] : await deps.booking.prescriptionsOf(session, number);
    const [first, ...others] = found;
    if (!first) {
      const prescriptions = await deps.booking.prescriptions(session);
      showSheet(deps.pages, ctx, prescriptionsSheet(t, acting, prescriptions, { typed }));
      return;
    }
    const isChosen = others.length === 0 && first.state === 'open';
    const next = isChosen
      ? searchPath(acting.id, { kind: 'book', id: first.id })
      : sameNumberPath(acting.id, first.id);
    redirect(ctx, next);
  };
}
