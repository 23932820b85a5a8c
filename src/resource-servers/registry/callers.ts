/** Who calls the registry, in the words of its records. */
import type { AccessFacts } from '../kit/access-facts.ts';
import type { PersonCaller } from '../kit/caller.ts';
import { ApiError } from '../kit/errors.ts';
import type { Admitted } from '../kit/require.ts';
import type { Call } from '../kit/route.ts';
import type { Actor } from './stored.ts';

/** The person whose data it is. @throws ApiError ACCESS_DENIED_LEVEL a service: none has a person's scope */
export function personOf({ caller }: Pick<Call, 'caller'>): Admitted & PersonCaller {
  if (caller.kind !== 'person') throw new ApiError('ACCESS_DENIED_LEVEL');
  return caller;
}

/** Whether somebody acts for the person. */
export function isDelegate(caller: Admitted): boolean {
  return caller.detail !== undefined;
}

/** Who does it: the person, or who acts for the person. */
export function actorOf(caller: Admitted & PersonCaller): Actor {
  if (!caller.delegation)
    return {
      sub: caller.patientId,
      role: 'ASS',
      name: `${caller.givenName} ${caller.familyName}`,
    };
  const { sub, subject_role: role, given_name, family_name } = caller.delegation.actor;
  return { sub, role, name: `${given_name} ${family_name}` };
}

/** Whose data a call is about, for the access log. */
export function subjectOf(call: Pick<Call, 'caller'>): { fiscalCode?: string } {
  return call.caller.kind === 'person' ? { fiscalCode: call.caller.fiscalCode } : {};
}

/** What the access log says of a call on one item: its id as the path has it, if it could be one. */
export function itemFacts(
  call: Pick<Call, 'caller' | 'params'>,
  itemType: string,
  interaction: AccessFacts['interaction'],
): AccessFacts {
  const id = call.params['id'] ?? '';
  const isId = /^[A-Za-z0-9.-]{1,64}$/.test(id);
  return { interaction, ...(isId ? { itemType, itemId: id } : {}), ...subjectOf(call) };
}
