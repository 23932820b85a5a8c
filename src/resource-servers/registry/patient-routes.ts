/** Personal data as the registry has them: Patient. @source resource-servers 5; RLPatientCore */
import type { Patient } from 'fhir/r4.js';
import type { PersonCaller } from '../kit/caller.ts';
import type { Cursors } from '../kit/cursor.ts';
import { ApiError } from '../kit/errors.ts';
import { cutPage, toBundle } from '../kit/page.ts';
import { FISCAL_CODE_OID, FISCAL_CODE_SYSTEM, matchPatient } from '../kit/patient-match.ts';
import type { Access, Admitted } from '../kit/require.ts';
import { toCivilDate } from '../kit/rome.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch, type SearchDefinition } from '../kit/search.ts';
import { isDelegate, personOf, subjectOf } from './callers.ts';
import type { RegistryStores } from './collections.ts';
import { currentChoice } from './rules.ts';
import type { StoredAddress, StoredCard, StoredDoctor, StoredPerson } from './stored.ts';

export interface PatientOptions {
  readonly base: string;
  readonly stores: RegistryStores;
  readonly cursors: Cursors;
}

/** The person, parents and guardians. */
export const READ: readonly Access[] = [
  { scope: 'registry:read', acts: { bases: ['parental', 'guardianship'], action: 'read' } },
];

const CARD_SYSTEM = 'https://fhir.siss.regione.lombardia.it/sid/tesseraTeam';
const DOCTOR_SYSTEM =
  'https://fhir.siss.regione.lombardia.it/sid/codiceRegionaleMedicoPrescrittore';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Everything of a person that a Patient shows. */
interface Record {
  readonly person: StoredPerson;
  readonly card: StoredCard | undefined;
  readonly doctor: StoredDoctor | undefined;
}

const definition: SearchDefinition<Record> = {
  type: 'Patient',
  judged: ['_id', 'identifier'],
  parameters: {},
  sorts: { _id: () => 0 },
  allowedSorts: ['_id'],
  idOf: ({ person }) => person.id,
};

/** Search and read. */
export function patientRoutes(options: PatientOptions): Route[] {
  const common = { method: 'GET', form: 'fhir', access: READ } as const;
  return [
    {
      ...common,
      path: '/Patient',
      handle: (call) => search(call, options),
      failure: (call) => ({ interaction: 'search-type', ...subjectOf(call) }),
    },
    {
      ...common,
      path: '/Patient/:id',
      handle: (call) => read(call, options),
      failure: (call) => ({ interaction: 'read', itemType: 'Patient', ...subjectOf(call) }),
    },
  ];
}

async function search(call: Call, { base, stores, cursors }: PatientOptions): Promise<Reply> {
  const caller = personOf(call);
  const parsed = parseSearch(call.query, definition, call.isStrict);
  matchPatient(
    call.query,
    { byReference: ['_id'], byIdentifier: ['identifier'] },
    { caller, base },
  );
  const record = await recordOf(stores, caller.fiscalCode, call.now);
  const items = record ? [record] : [];
  const page = await cutPage(items, { call, cursors, search: parsed, definition });
  return {
    status: 200,
    body: toBundle(page, { base, type: 'Patient', render: (one) => patient(one, caller) }),
    facts: { interaction: 'search-type', query: `Patient?${page.self}`, ...subjectOf(call) },
  };
}

/** @throws ApiError other-patient · RESOURCE_NOT_FOUND no id, or nobody of the registry */
async function read(call: Call, { stores }: PatientOptions): Promise<Reply> {
  const caller = personOf(call);
  if (!UUID.test(call.params['id'] ?? '')) throw new ApiError('RESOURCE_NOT_FOUND');
  if (call.params['id'] !== caller.patientId) throw new ApiError('other-patient');
  const record = await recordOf(stores, caller.fiscalCode, call.now);
  if (!record) throw new ApiError('RESOURCE_NOT_FOUND');
  return {
    status: 200,
    body: patient(record, caller),
    facts: {
      interaction: 'read',
      itemType: 'Patient',
      itemId: caller.patientId,
      ...subjectOf(call),
    },
  };
}

async function recordOf(
  { persons, cards, doctors }: RegistryStores,
  fiscalCode: string,
  now: number,
): Promise<Record | undefined> {
  const [person, allCards] = await Promise.all([
    persons.get(fiscalCode),
    cards.find({ fiscalCode }),
  ]);
  if (!person) return undefined;
  const today = toCivilDate(now);
  const valid = allCards
    .filter(({ validFrom, validUntil }) => validFrom <= today && today <= validUntil)
    .sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1));
  const current = currentChoice(person, now);
  return { person, card: valid[0], doctor: current && (await doctors.get(current.doctorId)) };
}

/** Telephone and mail are the person's own: nobody who acts for them is shown them. @source design 6 */
function patient({ person, card, doctor }: Record, caller: Admitted & PersonCaller): Patient {
  const telecom = isDelegate(caller) ? [] : telecomOf(person);
  return {
    resourceType: 'Patient',
    id: caller.patientId,
    identifier: [
      { system: FISCAL_CODE_SYSTEM, value: person.id },
      { system: FISCAL_CODE_OID, value: person.id },
      ...(card ? [{ system: CARD_SYSTEM, value: card.number }] : []),
    ],
    active: true,
    name: [{ use: 'official', family: person.familyName, given: [person.givenName] }],
    ...(telecom.length > 0 ? { telecom } : {}),
    gender: person.gender,
    birthDate: person.birthdate,
    ...(person.addresses.length > 0 ? { address: person.addresses.map(addressOf) } : {}),
    ...(doctor
      ? {
          generalPractitioner: [
            { identifier: { system: DOCTOR_SYSTEM, value: doctor.code }, display: doctor.name },
          ],
        }
      : {}),
  };
}

function telecomOf({ phone, email }: StoredPerson): NonNullable<Patient['telecom']> {
  return [
    ...(phone === undefined ? [] : [{ system: 'phone', value: phone } as const]),
    ...(email === undefined ? [] : [{ system: 'email', value: email } as const]),
  ];
}

function addressOf(address: StoredAddress): NonNullable<Patient['address']>[number] {
  const { use, line, city, postalCode, province } = address;
  return { use, line: [line], city, postalCode, district: province, country: 'IT' };
}
