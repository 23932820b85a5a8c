/** What the registry of the demo holds of each person. Invented. @source resource-servers 7 */
import { randomUUID } from 'node:crypto';
import { DAY_MS } from '../../config/limits.ts';
import { addDays, instantOfMidnight } from '../domain/civil-date.ts';
import { genderOf, parseFiscalCode } from '../domain/fiscal-code.ts';
import { withCareEnd } from '../resource-servers/registry/choice-acts.ts';
import { careEnd } from '../resource-servers/registry/rules.ts';
import type {
  DoctorChoice,
  StoredAddress,
  StoredDoctor,
  StoredPerson,
} from '../resource-servers/registry/stored.ts';
import { DEMO_ASST, type DemoDoctorName } from './registry-doctors.ts';

/** A person as the provider's file names them. */
export interface RegistryPerson {
  /** Given name. */
  readonly key: string;
  readonly fiscalCode: string;
  readonly givenName: string;
  readonly familyName: string;
}

interface Known {
  readonly address: Omit<StoredAddress, 'use'>;
  readonly phone?: string;
  readonly email?: string;
  readonly doctor?: DemoDoctorName;
  /** Has had Galli until the age that ends it. */
  readonly hadPaediatrician?: true;
}

const MILAN = { city: 'Milano', province: 'MI', postalCode: '20131' } as const;
const BERGAMO = { city: 'Bergamo', province: 'BG', postalCode: '24121' } as const;
const HOME = { line: 'Via delle Prove 12', ...MILAN } as const;

const PEOPLE: Readonly<Record<string, Known>> = {
  Giulia: {
    address: HOME,
    phone: '+393330000011',
    email: 'giulia.bianchi@example.org',
    doctor: 'Conti',
  },
  Luca: { address: HOME, doctor: 'Galli' },
  Sara: { address: HOME, doctor: 'Conti', hadPaediatrician: true },
  Pietro: { address: { line: 'Via dell’Esempio 3', ...BERGAMO }, doctor: 'Riva' },
  Anna: { address: { line: 'Corso Finto 27', ...MILAN }, phone: '+393330000022', doctor: 'Neri' },
  Mario: { address: { line: 'Piazza Inventata 1', ...MILAN }, phone: '+393330000044' },
  Carla: { address: { line: 'Via del Modello 8', ...BERGAMO }, doctor: 'Conti' },
};

/** The record of a person, with the doctors they have chosen. */
export function demoRecord(
  { key, fiscalCode, givenName, familyName }: RegistryPerson,
  doctors: Readonly<Record<DemoDoctorName, StoredDoctor>>,
  now: number,
): StoredPerson {
  const known = PEOPLE[key] ?? { address: HOME };
  const birthdate = birthdateOf(fiscalCode, now);
  const person: StoredPerson = {
    id: fiscalCode,
    familyName,
    givenName,
    birthdate,
    gender: genderOf(parseFiscalCode(fiscalCode)),
    addresses: [{ use: 'home', ...known.address }],
    ...(known.phone === undefined ? {} : { phone: known.phone }),
    ...(known.email === undefined ? {} : { email: known.email }),
    asst: DEMO_ASST,
    isSeriouslyIll: false,
    choices: [],
  };
  return withCareEnd({ ...person, choices: choicesOf(person, known, doctors, now) });
}

function choicesOf(
  person: StoredPerson,
  { doctor, hadPaediatrician }: Known,
  doctors: Readonly<Record<DemoDoctorName, StoredDoctor>>,
  now: number,
): DoctorChoice[] {
  const bornAt = instantOfMidnight(addDays(person.birthdate, 30));
  const choice = (name: DemoDoctorName, since: number): DoctorChoice => ({
    id: randomUUID(),
    doctorId: doctors[name].id,
    kind: doctors[name].kind,
    since,
  });
  const end = careEnd(person);
  const past = hadPaediatrician
    ? [{ ...choice('Galli', bornAt), until: end, end: 'age' as const }]
    : [];
  if (doctor === undefined) return past;
  const since = hadPaediatrician ? end + 3 * DAY_MS : Math.max(bornAt, now - 3000 * DAY_MS);
  return [...past, choice(doctor, since)];
}

const MONTHS = 'ABCDEHLMPRST';

/** Birth date by the fiscal code of somebody below a hundred. */
function birthdateOf(fiscalCode: string, now: number): string {
  const twoDigits = (n: number): string => String(n).padStart(2, '0');
  const month = MONTHS.indexOf(fiscalCode.charAt(8)) + 1;
  const day = Number(fiscalCode.slice(9, 11)) % 40;
  const written = `${fiscalCode.slice(6, 8)}-${twoDigits(month)}-${twoDigits(day)}`;
  const young = `20${written}`;
  return young <= new Date(now).toISOString().slice(0, 10) ? young : `19${written}`;
}
