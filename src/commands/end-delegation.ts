/** Revokes a delegation: what was opened under it is closed at once, and both persons are told. */
import { NOTICE_S } from '../../config/limits.ts';
import type { Account } from '../domain/account.ts';
import { todayInRome } from '../domain/civil-date.ts';
import type { Delegation } from '../domain/delegation.ts';
import { revoked } from '../domain/delegation-places.ts';
import { CommandRefusedError } from '../domain/errors.ts';
import { NotFoundError } from '../storage/collection.ts';
import type { CommandDeps } from './deps.ts';
import { endAccess } from './end-access.ts';
import { notify } from './notify.ts';

export interface EndedDelegation {
  readonly delegation: Delegation;
  /** Ids of queued messages. */
  readonly messages: readonly string[];
}

/**
 * Ends a delegation; ending it again finishes what a crash left undone and changes nothing else.
 * @throws CommandRefusedError `unknown_delegation`
 */
export async function endDelegation(
  deps: Pick<CommandDeps, 'stores' | 'audit' | 'courier'>,
  id: string,
  now: number,
): Promise<EndedDelegation> {
  const { isNew, delegation } = await revoke(deps, id, now);
  await endAccess(deps, { delegationId: id }, { cause: 'delegation_revoked', now });
  if (isNew) {
    const { delegatorId, delegateId } = delegation;
    await deps.audit.record({
      kind: 'delegation_revoked',
      subject: delegatorId,
      data: { delegationId: id, delegateId },
    });
  }
  return { delegation, messages: await tellBoth(deps, delegation, now) };
}

async function revoke(
  { stores }: Pick<CommandDeps, 'stores'>,
  id: string,
  now: number,
): Promise<{ readonly isNew: boolean; readonly delegation: Delegation }> {
  let isNew = false;
  try {
    const delegation = await stores.delegations.update(id, (stored) => {
      isNew = stored.revokedAt === undefined;
      return revoked(stored, now);
    });
    return { isNew, delegation };
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new CommandRefusedError('unknown_delegation', 'there is no delegation with this id');
  }
}

/** Only mandates have a text. The ids repeat, so a repeated command tells nobody twice. */
async function tellBoth(
  deps: Pick<CommandDeps, 'stores' | 'courier'>,
  delegation: Delegation,
  now: number,
): Promise<readonly string[]> {
  const { id, basis, validUntil, revokedAt = now } = delegation;
  const isOld = now >= revokedAt + NOTICE_S * 1000 || revokedAt >= validUntil;
  if (basis !== 'mandate' || isOld) return [];
  const patient = await deps.stores.accounts.get(delegation.delegatorId);
  const delegate = await deps.stores.accounts.get(delegation.delegateId);
  if (!patient || !delegate) return [];
  const tell = (to: Account, about: Account): Promise<readonly string[]> =>
    notify(deps, to, {
      id: `mandate-ended-${id}-${to.id}`,
      key: 'mandate_ended',
      args: { name: about.givenName, date: todayInRome(revokedAt) },
      now,
    });
  return (await Promise.all([tell(patient, delegate), tell(delegate, patient)])).flat();
}
