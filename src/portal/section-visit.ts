/** Who may open a page of a section: the session that acts for the person in the address. @source ux 1.11 */
import type { Context } from 'koa';
import { herePath } from './portal-pages.ts';
import { type Section, covers } from './sections.ts';
import { fullName } from './session.ts';
import type { LiveSession } from './sessions.ts';
import { StopError } from './stops.ts';
import { visitOf } from './visit.ts';

/**
 * The session, if it acts for the person in the address and the section exists for that person.
 * @throws StopError `signed_out`, `idle`, `other_tab`, `not_covered`
 */
export function requireSection(ctx: Context, person: string, section: Section): LiveSession {
  const { session, sessionCookie } = visitOf(ctx);
  const returnTo = herePath(ctx);
  if (!session)
    throw new StopError(sessionCookie === undefined ? 'signed_out' : 'idle', { returnTo });
  const name = fullName(session.acting);
  if (session.acting.id !== person) throw new StopError('other_tab', { name, returnTo });
  if (!covers(session.acting, section)) throw new StopError('not_covered', { name, section });
  return session;
}

/** The person for themself: what nobody may do for another. @throws StopError `only_patient` */
export function requirePatient(session: LiveSession): void {
  if (session.acting.basis !== 'self')
    throw new StopError('only_patient', { name: fullName(session.acting) });
}

/** A value of the address, set by the router. */
export function paramOf(ctx: object, name: string): string {
  const { params } = ctx as { params?: Readonly<Record<string, string | undefined>> }; // the router's
  return params?.[name] ?? '';
}
