/** The delegation a person chose to act under, in force, and what a grant says of it. */
import type { Account } from '../domain/account.ts';
import { type Delegation, endOf, isInForce } from '../domain/delegation.ts';
import { CommandRefusedError } from '../domain/errors.ts';
import type { Choice } from '../domain/login.ts';
import type { Stores } from '../stores/stores.ts';
import { DELEGATION_TYPE, type DelegationDetail } from '../tokens/claims.ts';
import { delegableService, type Registry } from './registry.ts';

/** A delegation in force and the person it is for. */
export interface Chosen {
  readonly delegation: Delegation;
  readonly patient: Account;
}

/** The delegation that was chosen, with the patient. @throws CommandRefusedError `delegation_ended` */
export async function chosenDelegation(
  stores: Pick<Stores, 'accounts' | 'delegations'>,
  request: { readonly choice: Choice; readonly accountId: string },
  now: number,
): Promise<Chosen | undefined> {
  if ('self' in request.choice) return undefined;
  const delegation = await stores.delegations.get(request.choice.delegationId);
  const delegate = await stores.accounts.get(request.accountId);
  const patient = delegation && (await stores.accounts.get(delegation.delegatorId));
  const holds = patient && delegate && delegation.delegateId === delegate.id;
  if (!holds || !isInForce(delegation, { patient, delegate }, now))
    throw new CommandRefusedError('delegation_ended', 'the delegation is not in force');
  return { delegation, patient };
}

/** The detail (RFC 9396) of a grant under it; `audiences` are those granted now. */
export function detailOfChosen(
  registry: Registry,
  { delegation, patient }: Chosen,
  audiences: readonly string[],
): DelegationDetail {
  const services = registry.audiences.filter((audience) => {
    const service = delegableService(audience);
    return service !== undefined && delegation.services.includes(service);
  });
  return {
    type: DELEGATION_TYPE,
    delegation_id: delegation.id,
    basis: delegation.basis,
    actions: delegation.actions,
    locations: [...new Set([...services.map(({ uri }) => uri), ...audiences])],
    datatypes: delegation.datatypes,
    valid_until: new Date(endOf(delegation, patient)).toISOString(),
    patient: { given_name: patient.givenName, family_name: patient.familyName },
  };
}
