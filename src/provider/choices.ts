/** Whether a choice of person must be asked: of the grant a session has, and of the delegations a person holds. */
import type { ClientRegistration } from '../../config/clients.ts';
import { coversRequest } from '../domain/coverage.ts';
import { isInForce } from '../domain/delegation.ts';
import type { Target } from '../domain/login.ts';
import type { Stores } from '../stores/stores.ts';
import type { GrantRecords } from './grant-records.ts';

export interface ChoiceQuestion {
  readonly client: ClientRegistration;
  readonly accountId: string;
  readonly targets: readonly Target[];
  /** The client's grant in this session, in force or not. */
  readonly grantId: string | undefined;
}

export interface Choices {
  /** Whether the request can go on without asking for whom (design 5): nobody returns to oneself in silence. */
  isMissing(question: ChoiceQuestion): Promise<boolean>;
}

export function createChoices(
  stores: Pick<Stores, 'accounts' | 'delegations' | 'grants'>,
  grants: GrantRecords,
): Choices {
  const holdsCovering = async (accountId: string, targets: readonly Target[]): Promise<boolean> => {
    const delegate = await stores.accounts.get(accountId);
    for (const delegation of await stores.delegations.find({ delegateId: accountId })) {
      if (!coversRequest(delegation, targets)) continue;
      const patient = await stores.accounts.get(delegation.delegatorId);
      if (patient && delegate && isInForce(delegation, { patient, delegate }, Date.now()))
        return true;
    }
    return false;
  };
  return {
    async isMissing({ client, accountId, targets, grantId }) {
      if (!client.delegation_aware) return false;
      const last = grantId === undefined ? undefined : await stores.grants.get(grantId);
      if (grantId === undefined) return holdsCovering(accountId, targets);
      // Nobody knows for whom it was: ask, since nobody returns from a patient in silence.
      if (!last) return true;
      if (last.delegationId === undefined)
        return (await grants.live(grantId, Date.now())) ? false : holdsCovering(accountId, targets);
      const delegation = await stores.delegations.get(last.delegationId);
      const isLive = (await grants.live(grantId, Date.now())) !== undefined;
      return !isLive || !delegation || (targets.length > 0 && !coversRequest(delegation, targets));
    },
  };
}
