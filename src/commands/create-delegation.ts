/**
 * Records a delegation whose papers were seen. The limits on mandates, and "no second one of the
 * same basis in force between the two", are held by unique places: however many are created at
 * once, the database refuses the one too many. @source design 6 and 9
 */
import { MANDATES_GIVEN, MANDATES_HELD, RETRY_AFTER_S, SLOT_TRIES } from '../../config/limits.ts';
import { newId } from '../credentials/random.ts';
import { type Account, isActive } from '../domain/account.ts';
import type { Action, Basis, Delegation, Parties, Service } from '../domain/delegation.ts';
import { isEnded, pairSlotOf, slotsOf, withoutPlaces } from '../domain/delegation-places.ts';
import { CommandRefusedError, OverloadedError } from '../domain/errors.ts';
import type { FiscalCode } from '../domain/fiscal-code.ts';
import {
  checkPowers,
  defaultActions,
  defaultServices,
  validUntilOf,
} from '../domain/new-delegation.ts';
import { ConflictError } from '../storage/collection.ts';
import type { Stores } from '../stores/stores.ts';
import type { CommandDeps } from './deps.ts';
import { personByFiscalCode } from './known-person.ts';

export interface DelegationRequest {
  readonly patient: FiscalCode;
  readonly delegate: FiscalCode;
  readonly basis: Basis;
  /** Defaults by basis. */
  readonly services?: readonly Service[];
  readonly actions?: readonly Action[];
  /** FSE class codes; default all. */
  readonly datatypes?: readonly string[];
  /** Inclusive last day, YYYY-MM-DD. */
  readonly until?: string;
}

/**
 * Records a delegation, in force from now on.
 * @throws CommandRefusedError `unknown_person` · `same_person` · `person_inactive` · those of
 * `domain/new-delegation.ts` · `already_delegated` · `mandates_given` · `mandates_held`
 */
export async function createDelegation(
  deps: Pick<CommandDeps, 'stores' | 'audit'>,
  request: DelegationRequest,
  now: number,
): Promise<Delegation> {
  if (request.patient === request.delegate)
    throw new CommandRefusedError('same_person', 'nobody needs a delegation for themselves');
  const patient = await activePerson(deps.stores, request.patient, 'patient');
  const delegate = await activePerson(deps.stores, request.delegate, 'delegate');
  const { basis } = request;
  const services = request.services ?? defaultServices(basis);
  const actions = request.actions ?? defaultActions(basis, services);
  checkPowers({ basis, services, actions });
  const { until } = request;
  const validUntil = validUntilOf(
    { basis, birthdate: patient.birthdate, ...(until === undefined ? {} : { until }) },
    now,
  );
  const delegation = await place(
    deps.stores,
    { patient, delegate },
    {
      id: newId(),
      delegatorId: patient.id,
      delegateId: delegate.id,
      basis,
      services,
      actions,
      datatypes: request.datatypes ?? ['*'],
      validUntil,
      createdAt: now,
    },
  );
  await deps.audit.record({
    kind: 'delegation_created',
    subject: patient.id,
    data: {
      delegationId: delegation.id,
      delegateId: delegate.id,
      basis,
      services,
      actions,
      validUntil,
    },
  });
  return delegation;
}

async function activePerson(
  stores: Stores,
  fiscalCode: FiscalCode,
  role: 'patient' | 'delegate',
): Promise<Account> {
  const account = await personByFiscalCode(stores, fiscalCode);
  if (account?.kind !== 'citizen')
    throw new CommandRefusedError('unknown_person', `the ${role} is not known: enrol them first`);
  if (!isActive(account))
    throw new CommandRefusedError('person_inactive', `the ${role}'s account is ${account.status}`);
  return account;
}

/** Stores the delegation in free places; when another took one meanwhile, looks again. */
async function place(stores: Stores, parties: Parties, draft: Delegation): Promise<Delegation> {
  for (let tries = 0; tries < SLOT_TRIES; tries += 1) {
    const placed = { ...draft, ...freePlaces(draft, await takenPlaces(stores, parties, draft)) };
    try {
      await stores.delegations.insert(placed);
      return placed;
    } catch (error) {
      if (!(error instanceof ConflictError) || !error.field.endsWith('Slot')) throw error;
    }
  }
  throw new OverloadedError('too many delegations are created at once', RETRY_AFTER_S);
}

function freePlaces(draft: Delegation, taken: ReadonlySet<string>): Partial<Delegation> {
  const { delegatorId, delegateId, basis } = draft;
  const pairSlot = pairSlotOf(delegatorId, delegateId, basis);
  if (taken.has(pairSlot))
    throw new CommandRefusedError('already_delegated', `a ${basis} between the two is in force`);
  if (basis !== 'mandate') return { pairSlot };
  const free = (personId: string, count: number, refusal: string): string => {
    const slot = slotsOf(personId, count).find((name) => !taken.has(name));
    if (slot === undefined)
      throw new CommandRefusedError(refusal, `there are ${count} such mandates in force already`);
    return slot;
  };
  return {
    pairSlot,
    delegatorSlot: free(delegatorId, MANDATES_GIVEN, 'mandates_given'),
    delegateSlot: free(delegateId, MANDATES_HELD, 'mandates_held'),
  };
}

/** The places held for these two persons, after those of ended delegations were given up. */
async function takenPlaces(
  { delegations, accounts }: Stores,
  { patient, delegate }: Parties,
  { createdAt: now }: Delegation,
): Promise<ReadonlySet<string>> {
  const given = await delegations.find({ delegatorId: patient.id });
  const held = await delegations.find({ delegateId: delegate.id });
  const taken = new Set<string>();
  for (const found of new Map([...given, ...held].map((each) => [each.id, each])).values()) {
    if (found.pairSlot === undefined) continue;
    const others = {
      patient: await accounts.get(found.delegatorId),
      delegate: await accounts.get(found.delegateId),
    };
    const left = isEnded(found, others, now)
      ? await delegations.update(found.id, withoutPlaces)
      : found;
    for (const slot of [left.pairSlot, left.delegatorSlot, left.delegateSlot])
      if (slot !== undefined) taken.add(slot);
  }
  return taken;
}
