/** Doctors of the person's ASST, and whether the person may choose each. @source resource-servers 5 */
import type { Cursors } from '../kit/cursor.ts';
import { cutPage } from '../kit/page.ts';
import { fromPlainNames, plainList } from '../kit/plain-list.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch, type SearchDefinition } from '../kit/search.ts';
import { string, token } from '../kit/search-parameters.ts';
import { personOf, subjectOf } from './callers.ts';
import type { RegistryStores } from './collections.ts';
import { READ } from './patient-routes.ts';
import { freePlaces } from './places.ts';
import { currentChoice, whyNot } from './rules.ts';
import type { StoredDoctor, StoredPerson } from './stored.ts';

export interface DoctorOptions {
  readonly base: string;
  readonly stores: RegistryStores;
  readonly cursors: Cursors;
}

const wordsOf = (text: string): readonly string[] => [text, ...text.split(/[\s'’]+/)];

const definition: SearchDefinition<StoredDoctor> = {
  type: 'doctors',
  judged: [],
  parameters: {
    kind: token(({ kind }) => [{ code: kind }]),
    name: string(({ name }) => wordsOf(name)),
    city: string(({ city }) => wordsOf(city)),
  },
  sorts: { name: ({ name }) => alphabeticalKey(familyFirst(name)) },
  allowedSorts: ['name'],
  idOf: ({ id }) => id,
};

/** The one list. */
export function doctorRoutes(options: DoctorOptions): Route[] {
  return [
    {
      method: 'GET',
      form: 'json',
      access: READ,
      path: '/doctors',
      handle: (call) => list(call, options),
      failure: (call) => ({ interaction: 'search-type', ...subjectOf(call) }),
    },
  ];
}

async function list(call: Call, { base, stores, cursors }: DoctorOptions): Promise<Reply> {
  const { fiscalCode } = personOf(call);
  const person = await stores.persons.get(fiscalCode);
  const all = person ? await stores.doctors.find({ asst: person.asst }) : [];
  const search = parseSearch(fromPlainNames(call.query), definition, call.isStrict);
  const page = await cutPage(all, { call, cursors, search, definition });
  const current = person && (await currentDoctor(stores, person, call.now));
  return {
    status: 200,
    body: plainList(page, `${base}/doctors`, (doctor) =>
      // without the person there is no doctor either
      person ? shown(doctor, { person, current, now: call.now }) : {},
    ),
    facts: { interaction: 'search-type', query: `doctors?${page.self}`, ...subjectOf(call) },
  };
}

/** The doctor a person has at an instant. */
export async function currentDoctor(
  { doctors }: Pick<RegistryStores, 'doctors'>,
  person: StoredPerson,
  now: number,
): Promise<StoredDoctor | undefined> {
  const choice = currentChoice(person, now);
  return choice && doctors.get(choice.doctorId);
}

function shown(
  doctor: StoredDoctor,
  place: {
    readonly person: StoredPerson;
    readonly current: StoredDoctor | undefined;
    readonly now: number;
  },
): Record<string, unknown> {
  const { id, name, kind, association, district, city, hours } = doctor;
  const reason = whyNot(place.person, doctor, place);
  return {
    id,
    name,
    kind,
    association: association ?? null,
    district,
    city,
    hours,
    places: freePlaces(doctor),
    choosable: reason === undefined,
    why_not: reason ?? null,
  };
}

/** "Dott. Paolo Conti" stands under Conti: the last word leads. */
function familyFirst(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words.at(-1), ...words.slice(0, -1)].join(' ');
}

/** Letters that fit into a whole number exactly: 27 to the power of 11 is below 2 to the power of 53. */
const KEY_LETTERS = 11;

/** A number by which names are in the order of the alphabet, as far as their first letters tell. */
export function alphabeticalKey(text: string): number {
  const plain = text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  return Array.from({ length: KEY_LETTERS }, (_, n) => plain.charCodeAt(n) - 96 || 0).reduce(
    (key, letter) => key * 27 + letter,
    0,
  );
}
