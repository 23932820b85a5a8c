/** The doctor now, and the search for another. */
import type { Context } from 'koa';
import type { PortalDeps } from '../deps.ts';
import { redirect } from '../login-routes.ts';
import { visitPage } from '../sheet/page-visit.ts';
import { showSheet } from '../sheet/show-sheet.ts';
import { StopError } from '../stops.ts';
import { DONE, doctorSheet, findSheet } from './doctor-view.ts';
import { findPath } from './paths.ts';
import type { DoctorQuery } from './registry-client.ts';

type Handler = (ctx: Context) => Promise<void>;

/** GET `/per/:person/medico?fatto=`. */
export function showDoctor(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query } = visitPage(deps, ctx, 'doctor');
    const choices = await deps.registry.choices(session);
    const done = DONE.find((word) => word === query.get('fatto'));
    showSheet(deps.pages, ctx, doctorSheet(t, acting, choices, done));
  };
}

/** GET `/per/:person/medico/cerca?cognome=&comune=&cursor=`. */
export function findDoctor(deps: PortalDeps): Handler {
  return async (ctx) => {
    const { session, acting, t, query: address } = visitPage(deps, ctx, 'doctor');
    const query = readDoctorQuery(address);
    try {
      const found = await deps.registry.doctors(session, query);
      showSheet(deps.pages, ctx, findSheet(t, acting, { query, found }));
    } catch (error) {
      const isOldCursor = error instanceof StopError && error.page === 'expired';
      if (!isOldCursor || query.cursor === undefined) throw error;
      redirect(ctx, findPath(acting.id, { ...query, cursor: undefined })); // begins again
    }
  };
}

function readDoctorQuery(query: URLSearchParams): DoctorQuery {
  const valueOf = (name: string): string | undefined => {
    const value = (query.get(name) ?? '').trim();
    return value === '' ? undefined : value;
  };
  const short = (text: string | undefined): string | undefined => text?.slice(0, 80);
  return {
    name: short(valueOf('cognome')),
    city: short(valueOf('comune')),
    cursor: valueOf('cursor'),
  };
}
