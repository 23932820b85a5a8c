/** Addresses of the portal that a login may come back to. The person stands in them (ux 1.11). */
import type { Acting } from './session.ts';

const RETURN_PATH =
  /^\/per\/([A-Za-z0-9-]{1,64})\/referti(?:\/[A-Za-z0-9.-]{1,64}(?:\/pdf)?)?(?:\?[\w=&.~%+-]{0,2000})?$/;

/** The path if it is one of ours, else `/`: a login never leads anywhere else. */
export function parseReturnPath(text: string | undefined): string {
  return text !== undefined && RETURN_PATH.test(text) ? text : '/';
}

/** The list of a person's reports. */
export function reportsPath(person: string): string {
  return `/per/${person}/referti`;
}

/** Where a finished login leads: to the page it was asked for, if that speaks of the person chosen. */
export function landingPath(returnTo: string, acting: Pick<Acting, 'id'>): string {
  const person = RETURN_PATH.exec(returnTo)?.[1];
  return person === acting.id ? returnTo : reportsPath(acting.id);
}
