/** Addresses of the pages of bookings, and what their queries mean. Pure. */
import { FHIR_ID } from '../fhir-answer.ts';
import { dayOf } from '../list-query.ts';
import { sectionPath } from '../sections.ts';

/** The list of a person's bookings. */
export function bookingsPath(person: string): string {
  return sectionPath(person, 'bookings');
}

/** The page where the prescription to book is chosen. */
export function choicePath(person: string): string {
  return `${bookingsPath(person)}/nuova`;
}

/** The same with the services of one number only; `id` is that of any of them. */
export function sameNumberPath(person: string, id: string): string {
  return withQuery(choicePath(person), { ricetta: id });
}

/** The page that offers places for a prescription, or to move a booking to. */
export function searchPath(person: string, aim: Aim): string {
  const base = bookingsPath(person);
  return aim.kind === 'book' ? `${choicePath(person)}/${aim.id}` : `${base}/${aim.id}/sposta`;
}

/** What a place is looked for: id of the prescription, or of the booking that moves. */
export interface Aim {
  readonly kind: 'book' | 'move';
  readonly id: string;
}

/** What is looked for. */
export interface PlaceQuery {
  readonly city?: string | undefined;
  /** First day, civil date. */
  readonly from?: string | undefined;
  readonly cursor?: string | undefined;
}

/** A place that was chosen: its id, and its start (epoch ms), by which it is found again. */
export interface Chosen {
  readonly id: string;
  readonly start: number;
}

/** Reads the filters of the list; what is not understood is not asked. */
export function readPlaceQuery(query: URLSearchParams | ReadonlyMap<string, string>): PlaceQuery {
  const city = query.get('citta') ?? '';
  const cursor = query.get('cursor') ?? '';
  return {
    city: city === '' || city.length > 80 ? undefined : city,
    from: dayOf(query.get('dal') ?? null),
    cursor: cursor === '' ? undefined : cursor,
  };
}

/** The filters as fields of a form or of an address. */
export function placeFields({ city, from }: PlaceQuery): Record<string, string> {
  return {
    ...(city === undefined ? {} : { citta: city }),
    ...(from === undefined ? {} : { dal: from }),
  };
}

/** An address with a query. */
export function withQuery(path: string, fields: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(fields).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** A chosen place in one field: `id_start`. */
export function writeChosen({ id, start }: Chosen): string {
  return `${id}_${start}`;
}

/** Reads it again; undefined when nothing was chosen. */
export function readChosen(text: string | null | undefined): Chosen | undefined {
  const [id = '', start = ''] = (text ?? '').split('_');
  return FHIR_ID.test(id) && /^\d{1,15}$/.test(start) ? { id, start: Number(start) } : undefined;
}
