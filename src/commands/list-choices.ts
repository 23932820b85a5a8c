/** For whom a person may act now: what the choice page shows, and what may be chosen. */
import type { Account } from '../domain/account.ts';
import { coversRequest } from '../domain/coverage.ts';
import { BASES, type Delegation, isInForce } from '../domain/delegation.ts';
import type { Requested } from '../domain/login.ts';
import type { CommandDeps } from './deps.ts';

/** A delegation in force, with the person it is for. */
export interface ChoiceOption {
  readonly delegation: Delegation;
  readonly patient: Account;
  /** Whether it carries anything of this request; otherwise the page only says that it does not. */
  readonly covers: boolean;
}

/**
 * The delegations that a person holds and that are in force now, in the order of the page:
 * children from the eldest, wards and mandates by name. @source ux 1.4
 */
export async function listChoices(
  { stores }: Pick<CommandDeps, 'stores'>,
  holder: { readonly accountId: string; readonly requested: Requested; readonly now: number },
): Promise<readonly ChoiceOption[]> {
  const { accountId, requested, now } = holder;
  const delegate = await stores.accounts.get(accountId);
  if (!delegate || !requested.mayDelegate) return [];
  const held = await stores.delegations.find({ delegateId: accountId });
  const options = await Promise.all(
    held.map(async (delegation): Promise<ChoiceOption | undefined> => {
      const patient = await stores.accounts.get(delegation.delegatorId);
      if (!patient || !isInForce(delegation, { patient, delegate }, now)) return undefined;
      return { delegation, patient, covers: coversRequest(delegation, requested.targets) };
    }),
  );
  return options.filter((option) => option !== undefined).sort(byBasisThenPerson);
}

function byBasisThenPerson(one: ChoiceOption, other: ChoiceOption): number {
  const rank = ({ delegation }: ChoiceOption): number => BASES.indexOf(delegation.basis);
  if (rank(one) !== rank(other)) return rank(one) - rank(other);
  const age = one.patient.birthdate.localeCompare(other.patient.birthdate);
  if (one.delegation.basis === 'parental' && age !== 0) return age;
  const nameOf = ({ patient }: ChoiceOption): string =>
    `${patient.givenName} ${patient.familyName} ${patient.birthdate}`;
  return nameOf(one).localeCompare(nameOf(other), 'it');
}
