/**
 * Steps 2 to 4 of every request: what a route asks of its caller, and the check of it.
 *
 * A route says whether it accepts `act`, on which basis and for which action; where it does not
 * say so, `act` is refused. @source design 7, resource-servers 1.4 and 1.5
 */
import { RETRY_AFTER_S, STATUS_STALE_S } from '../../../config/limits.ts';
import { ACR_PIN, type Acr, satisfies } from '../../tokens/acr.ts';
import type { DelegationDetail } from '../../tokens/claims.ts';
import { isServiceScope } from '../../tokens/scopes.ts';
import type { Caller } from './caller.ts';
import { ApiError } from './errors.ts';

export type Basis = DelegationDetail['basis'];

/** All three; a route that accepts each of them says so. */
export const EVERY_BASIS: readonly Basis[] = ['parental', 'guardianship', 'mandate'];

/** One way to be allowed on a route. A scope of services is for services alone, any other for persons. */
export interface Access {
  readonly scope: string;
  /** Absent: the person for oneself only. */
  readonly acts?: { readonly bases: readonly Basis[]; readonly action: string };
  readonly acr?: Acr;
  /** A write needs fresh knowledge of revocation, as delegated tokens and acr pin do. */
  readonly isWrite?: boolean;
}

/** A caller with the one delegation that counts here, if somebody else acts. */
export type Admitted = Caller & { readonly detail?: DelegationDetail };

/**
 * Admits a caller by the first way whose scope the token has.
 * @throws ApiError of status 401, 403 or 503
 */
export function admit(caller: Caller, ways: readonly Access[], audience: string): Admitted {
  const way = ways.find((one) => isForKind(one, caller) && caller.scopes.has(one.scope));
  if (!way) {
    const wanted = ways.find((one) => isForKind(one, caller)) ?? ways[0];
    throw new ApiError('ACCESS_DENIED_LEVEL', wanted && { scope: wanted.scope });
  }
  const isDelegated = caller.kind === 'person' && caller.delegation !== undefined;
  if (
    (isDelegated || way.isWrite || way.acr === ACR_PIN) &&
    caller.statusAge > STATUS_STALE_S * 1000
  )
    throw new ApiError('SERVICE_UNAVAILABLE', {
      detail: 'the status list is stale',
      retryAfter: RETRY_AFTER_S,
    });
  const detail = delegationFor(caller, way, audience);
  if (way.acr && !(caller.kind === 'person' && satisfies(caller.acr, way.acr)))
    throw new ApiError('step-up-required', { acr: way.acr });
  return detail ? { ...caller, detail } : caller;
}

function isForKind(way: Access, caller: Caller): boolean {
  return isServiceScope(way.scope) === (caller.kind === 'service');
}

/** The one delegation detail for this server and action. */
function delegationFor(
  caller: Caller,
  way: Access,
  audience: string,
): DelegationDetail | undefined {
  if (caller.kind === 'service' || !caller.delegation) return undefined;
  if (!way.acts) throw new ApiError('delegation-not-accepted', { scope: way.scope });
  const here = caller.delegation.details.filter(({ locations }) => locations.includes(audience));
  const [detail] = here;
  if (!detail || here.length > 1)
    throw new ApiError('delegation-not-accepted', { detail: 'not for this server' });
  if (ROLES[detail.basis] !== caller.delegation.actor.subject_role)
    throw new ApiError('ACCESS_TOKEN_INVALID', { detail: 'role and basis differ' });
  if (Date.parse(detail.valid_until) <= Date.now()) throw new ApiError('ACCESS_TOKEN_EXPIRED');
  if (!way.acts.bases.includes(detail.basis)) throw new ApiError('delegation-basis');
  if (!detail.actions.includes(way.acts.action)) throw new ApiError('delegation-action');
  return detail;
}

/** Role of the actor by basis. @source it-fse-support role value set */
const ROLES = { parental: 'GEN', guardianship: 'TUT', mandate: 'ING' } as const satisfies Record<
  Basis,
  string
>;
