/**
 * Who is in the demo: invented people, each of whom shows something. @source resource-servers 7
 *
 * Minors stay minors: their birth dates are set from the day of the first start, and their fiscal
 * codes computed. The FSE's documents are fed for the same people.
 */
import type { PersonData } from '../commands/known-person.ts';
import type { Account } from '../domain/account.ts';
import { type CardSerial, parseCardSerial } from '../domain/card-serial.ts';
import { addDays, addMonths } from '../domain/civil-date.ts';
import type { Basis, Service } from '../domain/delegation.ts';
import type { PhoneNumber } from '../domain/phone-number.ts';
import { composeFiscalCode } from './fiscal-codes.ts';

export type DemoName = 'Giulia' | 'Luca' | 'Sara' | 'Pietro' | 'Anna' | 'Mario' | 'Carla';

/** What somebody logs in with. */
export interface DemoCredentials {
  readonly cardSerial: CardSerial;
  readonly phone: PhoneNumber;
  /** None at first access: both halves are made anew. */
  readonly password?: string;
  readonly pin?: string;
  /** The card before, revoked. */
  readonly oldCardSerial?: CardSerial;
  /** Asked for an SMS when a report is ready. */
  readonly notices?: true;
  /** What the person shows, for the table at the start. */
  readonly shows: string;
}

export interface DemoPerson {
  readonly name: DemoName;
  readonly person: PersonData;
  /** Absent for a child or a ward. */
  readonly credentials?: DemoCredentials;
}

/** Where and when the demo starts. */
export interface DemoPlace {
  readonly varFolder: string;
  /** Epoch ms. */
  readonly now: number;
}

/** A person of the demo with their account. */
export interface SeededPerson extends DemoPerson {
  readonly account: Account;
}

/** Who may act for whom: the delegate holds it. */
export interface DemoDelegation {
  readonly delegate: DemoName;
  readonly patient: DemoName;
  readonly basis: Basis;
  readonly services?: readonly Service[];
}

export const DEMO_DELEGATIONS: readonly DemoDelegation[] = [
  { delegate: 'Giulia', patient: 'Luca', basis: 'parental' },
  { delegate: 'Giulia', patient: 'Sara', basis: 'parental' },
  { delegate: 'Giulia', patient: 'Pietro', basis: 'guardianship' },
  { delegate: 'Giulia', patient: 'Anna', basis: 'mandate', services: ['booking'] },
];

/** Land-registry codes. */
const MILAN = 'F205';
const BERGAMO = 'A794';
const BRESCIA = 'B157';
/** Born this many days before the birthday that gives their age: it does not change for months. */
const DAYS_SINCE_BIRTHDAY = 40;

/** The people as they are when the demo's first day was `firstDay` (YYYY-MM-DD). */
export function demoPersons(firstDay: string): readonly DemoPerson[] {
  const birthdayOf = (age: number): string =>
    addDays(addMonths(firstDay, -12 * age), -DAYS_SINCE_BIRTHDAY);
  return [
    {
      name: 'Giulia',
      person: personOf('Giulia', 'Bianchi', '1984-05-20', 'female', MILAN),
      credentials: {
        cardSerial: parseCardSerial('4000100011'),
        phone: inventedPhone('+393330000011'),
        password: 'nuvola-tamburo-limone',
        pin: '418203',
        notices: true,
        shows: 'mother of Luca (9) and Sara (17), guardian of Pietro, books for Anna',
      },
    },
    { name: 'Luca', person: personOf('Luca', 'Ferri', birthdayOf(9), 'male', MILAN) },
    { name: 'Sara', person: personOf('Sara', 'Ferri', birthdayOf(17), 'female', MILAN) },
    { name: 'Pietro', person: personOf('Pietro', 'Bianchi', '1951-11-03', 'male', BERGAMO) },
    {
      name: 'Anna',
      person: personOf('Anna', 'Verdi', '1947-04-18', 'female', BRESCIA),
      credentials: {
        cardSerial: parseCardSerial('4000100022'),
        phone: inventedPhone('+393330000022'),
        password: 'finestra-sentiero-miele',
        shows: 'gave Giulia a mandate for bookings alone',
      },
    },
    {
      name: 'Mario',
      person: personOf('Mario', 'Rossi', '1980-01-01', 'male', MILAN),
      credentials: {
        cardSerial: parseCardSerial('4000100044'),
        phone: inventedPhone('+393330000044'),
        password: 'chitarra-castagna-vento',
        pin: '730516',
        oldCardSerial: parseCardSerial('4000100033'),
        shows: 'card replaced: 4000100033 answers like an unknown one',
      },
    },
    {
      name: 'Carla',
      person: personOf('Carla', 'Fontana', '1958-03-12', 'female', BERGAMO),
      credentials: {
        cardSerial: parseCardSerial('4000100055'),
        phone: inventedPhone('+393330000055'),
        notices: true,
        shows: 'first access: half on the letter, half by SMS, then a new password',
      },
    },
  ];
}

function personOf(
  givenName: DemoName,
  familyName: string,
  birthdate: string,
  gender: 'female' | 'male',
  place: string,
): PersonData {
  const fiscalCode = composeFiscalCode({ givenName, familyName, birthdate, gender, place });
  return { fiscalCode, givenName, familyName, birthdate };
}

/** Written in E.164 form already; the parser would cost each start a tenth of a second. */
function inventedPhone(e164: `+39333${string}`): PhoneNumber {
  return e164 as string as PhoneNumber; // a test reads each with the parser
}
