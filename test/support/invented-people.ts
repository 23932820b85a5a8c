/** Persons, cards and telephones that nobody has: a number makes one, always the same. */
import type { EnrolRequest } from '../../src/commands/enrol-citizen.ts';
import type { PersonData } from '../../src/commands/known-person.ts';
import { parseCardSerial } from '../../src/domain/card-serial.ts';
import { checkCharacter, parseFiscalCode } from '../../src/domain/fiscal-code.ts';
import { parsePhoneNumber } from '../../src/domain/parse-phone-number.ts';

/** The n-th person, below 1,000: a man born on 1 January 1980 in a place of that number. */
export function inventedPerson(n: number): PersonData {
  const body = `RSSMRA80A01F${String(n).padStart(3, '0')}`;
  return {
    fiscalCode: parseFiscalCode(body + checkCharacter(body)),
    givenName: 'Mario',
    familyName: 'Rossi',
    birthdate: '1980-01-01',
  };
}

/** The n-th card and telephone. */
export function inventedCredentials(n: number): NonNullable<EnrolRequest['credentials']> {
  const digits = String(n).padStart(4, '0');
  return {
    cardSerial: parseCardSerial(`900000${digits}`),
    phone: parsePhoneNumber(`+39333000${digits}`),
  };
}

/** An enrolment of the n-th person with the n-th card; `change` what differs. */
export function enrolment(n: number, change: Partial<EnrolRequest> = {}): EnrolRequest {
  return {
    person: inventedPerson(n),
    credentials: inventedCredentials(n),
    withPin: false,
    withNotices: false,
    ...change,
  };
}
