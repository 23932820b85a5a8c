/** Finds persons by their fiscal code, and records new ones. */
import { newId } from '../credentials/random.ts';
import { type Account, isActive } from '../domain/account.ts';
import { todayInRome } from '../domain/civil-date.ts';
import { CommandRefusedError, InvalidValueError } from '../domain/errors.ts';
import { type FiscalCode, genderOf } from '../domain/fiscal-code.ts';
import { ConflictError } from '../storage/collection.ts';
import type { Stores } from '../stores/stores.ts';
import type { CommandDeps } from './deps.ts';

/** Who a person is, as the desk reads it from a document. */
export interface PersonData {
  readonly fiscalCode: FiscalCode;
  readonly givenName: string;
  readonly familyName: string;
  /** Civil date, YYYY-MM-DD. */
  readonly birthdate: string;
}

/** Longest name, in characters. */
const NAME_MAX = 100;

/** The citizen with this fiscal code, if known. */
export async function personByFiscalCode(
  stores: Pick<Stores, 'accounts'>,
  fiscalCode: FiscalCode,
): Promise<Account | undefined> {
  return (await stores.accounts.find({ fiscalCode }))[0];
}

/**
 * Reads names as typed: outer and doubled spaces go, letters and their marks must remain.
 * @throws InvalidValueError with the field's name
 */
export function parseName(text: string, field: string): string {
  const name = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (name.length > NAME_MAX || !/^\p{L}[\p{L}\p{M}'’. -]*$/u.test(name))
    throw new InvalidValueError(field, 'a name has letters, spaces, apostrophes and dashes');
  return name;
}

/** The person, and whether this very call recorded them. */
export interface RecordedPerson {
  readonly account: Account;
  readonly isNew: boolean;
}

/**
 * The person, recorded if unknown. Two at once record one.
 * @throws CommandRefusedError `other_person` · `person_inactive` · `birthdate_future`
 */
export async function recordPerson(
  deps: Pick<CommandDeps, 'stores' | 'audit'>,
  person: PersonData,
  now: number,
): Promise<RecordedPerson> {
  const known = await personByFiscalCode(deps.stores, person.fiscalCode);
  if (known) return { account: sameActivePerson(known, person), isNew: false };
  if (person.birthdate > todayInRome(now))
    throw new CommandRefusedError('birthdate_future', 'the birth date is in the future');
  const account = newAccount(person, now);
  try {
    await deps.stores.accounts.insert(account);
  } catch (error) {
    if (!(error instanceof ConflictError) || error.field !== 'fiscalCode') throw error;
    const first = await personByFiscalCode(deps.stores, person.fiscalCode);
    if (!first) throw error;
    return { account: sameActivePerson(first, person), isNew: false };
  }
  await deps.audit.record({ kind: 'person_recorded', subject: account.id, data: {} });
  return { account, isNew: true };
}

/** The known account, if it is of this very person and counts. @throws CommandRefusedError */
export function sameActivePerson(account: Account, person: PersonData): Account {
  const isSame =
    account.kind === 'citizen' &&
    sameName(account.givenName, person.givenName) &&
    sameName(account.familyName, person.familyName) &&
    account.birthdate === person.birthdate;
  if (!isSame)
    throw new CommandRefusedError(
      'other_person',
      'this fiscal code is known with other names or another birth date',
    );
  if (!isActive(account))
    throw new CommandRefusedError('person_inactive', `this person's account is ${account.status}`);
  return account;
}

/** Documents are written in capitals or not. */
function sameName(one: string, other: string): boolean {
  return one.toLocaleUpperCase('it') === other.toLocaleUpperCase('it');
}

function newAccount(person: PersonData, now: number): Account {
  return {
    ...person,
    id: newId(),
    kind: 'citizen',
    status: 'active',
    gender: genderOf(person.fiscalCode),
    language: 'it',
    notices: false,
    codeFailures: 0,
    notBefore: 0,
    createdAt: now,
  };
}
