/** The list of free places, for a new booking and for one that moves. */
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { redirect } from '../login-routes.ts';
import type { PageVisit } from '../sheet/page-visit.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { StopError } from '../stops.ts';
import type { Offer, OfferPage } from './booking.ts';
import {
  type Aim,
  type PlaceQuery,
  placeFields,
  readChosen,
  readPlaceQuery,
  searchPath,
  withQuery,
} from './paths.ts';
import { type SearchState, searchSheet } from './search-view.ts';

/** For what a place is looked for. */
export interface Wanted {
  readonly aim: Aim;
  /** Italian words. */
  readonly service: string;
  readonly serviceType: string;
  readonly guaranteedUntil?: string | undefined;
}

/** Shows the list as the address asks for it; `trouble` says why a choice led back here. */
export async function showOfferList(
  deps: PortalDeps,
  ctx: Context,
  visit: PageVisit,
  wanted: Wanted,
  trouble?: SearchState['trouble'],
): Promise<void> {
  const { session, acting, t, query: address } = visit;
  const query = readPlaceQuery(address);
  const path = searchPath(acting.id, wanted.aim);
  try {
    const { cities, found } = await lookFor(deps, visit, wanted, query);
    const { aim, service, guaranteedUntil } = wanted;
    const isTaken = trouble === undefined && address.get('preso') === '1';
    showSheet(
      deps.pages,
      ctx,
      searchSheet(t, session.acting, {
        aim,
        service,
        guaranteedUntil,
        query,
        cities,
        found,
        trouble: isTaken ? 'taken' : trouble,
      }),
    );
  } catch (error) {
    const isOldCursor = error instanceof StopError && error.page === 'expired';
    if (!isOldCursor || query.cursor === undefined) throw error;
    redirect(ctx, withQuery(path, placeFields(query))); // a page left open for an hour begins again
  }
}

async function lookFor(
  deps: PortalDeps,
  { session }: PageVisit,
  { serviceType }: Wanted,
  query: PlaceQuery,
): Promise<{ readonly cities: readonly string[]; readonly found: OfferPage }> {
  const places = await deps.booking.places(session, serviceType);
  const cities = [...new Set(places.map(({ city }) => city))].filter((city) => city !== '').sort();
  const there = places.filter(({ city }) => query.city === undefined || city === query.city);
  // a town without a place has no offers, while no location at all would mean everywhere
  if (query.city !== undefined && there.length === 0)
    return { cities, found: { total: 0, offers: [], next: undefined } };
  const locations = query.city === undefined ? [] : there.map(({ id }) => id);
  const found = await deps.booking.offers(session, { ...query, serviceType, locations });
  return { cities, found };
}

/**
 * The place that the address or form chose, if it is still free. Otherwise the list was shown, or
 * the browser sent to it, and it says why.
 */
export async function chosenOffer(
  deps: PortalDeps,
  ctx: Context,
  visit: PageVisit,
  wanted: Wanted,
): Promise<Offer | undefined> {
  const chosen = readChosen(visit.query.get('posto'));
  if (!chosen) {
    await showOfferList(deps, ctx, visit, wanted, 'choose');
    return undefined;
  }
  const offer = await deps.booking.offer(visit.session, wanted.serviceType, chosen);
  if (!offer) sendToOffers(ctx, visit.acting.id, wanted.aim, readPlaceQuery(visit.query));
  return offer;
}

/** Somebody was faster: the same list again, with the same filters, and the reason. */
export function sendToOffers(ctx: Context, person: string, aim: Aim, query: PlaceQuery): void {
  redirect(ctx, withQuery(searchPath(person, aim), { ...placeFields(query), preso: '1' }));
}
