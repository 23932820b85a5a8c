/** Addresses of the portal that a login may come back to. The person stands in them (ux 1.11). */
import {
  SECTIONS,
  type Standing,
  sectionOf,
  sectionPath,
  sectionsFor,
  slugOf,
} from './sections.ts';

const RETURN_PATH = new RegExp(
  `^/per/([A-Za-z0-9-]{1,64})/(${SECTIONS.map(slugOf).join('|')})` +
    `(?:/[A-Za-z0-9][A-Za-z0-9.-]{0,63}){0,4}(?:\\?[\\w=&.~%+-]{0,2000})?$`,
);

/** The path if it is one of ours, else `/`: a login never leads anywhere else. */
export function parseReturnPath(text: string | undefined): string {
  return text !== undefined && RETURN_PATH.test(text) ? text : '/';
}

/** The list of a person's reports. */
export function reportsPath(person: string): string {
  return sectionPath(person, 'documents');
}

/**
 * Where a finished login leads: to the page it was asked for, if that speaks of the person chosen;
 * else to the same section, or the first one, of who was chosen.
 */
export function landingPath(returnTo: string, acting: Standing & { readonly id: string }): string {
  const [, person, slug = ''] = RETURN_PATH.exec(returnTo) ?? [];
  if (person === acting.id) return returnTo;
  const open = sectionsFor(acting);
  const same = open.find((section) => section === sectionOf(slug));
  const first = same ?? open[0];
  return first === undefined ? '/' : sectionPath(acting.id, first);
}

/** The address without its query: the page itself. */
export function pagePath(path: string): string {
  return path.split('?', 1)[0] ?? path;
}
