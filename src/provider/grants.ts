/**
 * The only maker of Grants: for whom, with which scopes, until when (design 6).
 *
 * A grant never changes its delegation. After it is saved, account and delegation are read again:
 * what lost force meanwhile takes the grant with it.
 */
import type { Grant, Provider } from 'oidc-provider';
import { MOBILE_REFRESH_ABSOLUTE_S, SESSION_ABSOLUTE_S } from '../../config/limits.ts';
import type { ClientRegistration } from '../../config/clients.ts';
import { type Account, isStillValid } from '../domain/account.ts';
import { carriedAt } from '../domain/coverage.ts';
import { type Delegation, endOf, isInForce } from '../domain/delegation.ts';
import { CommandRefusedError } from '../domain/errors.ts';
import type { Amr, Choice, Target } from '../domain/login.ts';
import type { Stores } from '../stores/stores.ts';
import { DELEGATION_TYPE, type DelegationDetail } from '../tokens/claims.ts';
import { OIDC_SCOPES } from '../tokens/scopes.ts';
import { CLAIMS_BY_SCOPE } from './accounts.ts';
import type { GrantRecords } from './grant-records.ts';
import { delegableService, type Registry } from './registry.ts';

export interface GrantRequest {
  readonly client: ClientRegistration;
  readonly accountId: string;
  readonly choice: Choice;
  readonly targets: readonly Target[];
  /** Scopes of OpenID Connect that are asked. */
  readonly scopes: readonly string[];
  /** Claims asked one by one (OIDC Core 5.5). */
  readonly claims?: readonly string[];
  /** Epoch seconds. */
  readonly authTime: number;
  readonly amr: readonly Amr[];
  readonly pinAt?: number;
  /** When the password was proven, epoch ms: what the account lost since then is lost for this grant, too. */
  readonly provenAt?: number;
  readonly sessionUid?: string;
  readonly parentId?: string;
}

export interface Grants {
  /** Makes and saves a grant. @throws CommandRefusedError `delegation_ended`, `nothing_granted` */
  make(request: GrantRequest): Promise<Grant>;
  /** Adds what is asked now to a grant of the same person and choice; what it may not carry is rejected. */
  extend(grant: Grant, targets: readonly Target[], scopes: readonly string[]): Promise<void>;
}

/** A delegation in force and the person it is for. */
interface Chosen {
  readonly delegation: Delegation;
  readonly patient: Account;
}

export interface GrantsDeps {
  readonly provider: () => Provider;
  readonly stores: Pick<Stores, 'accounts' | 'delegations'>;
  readonly records: GrantRecords;
  readonly registry: Registry;
}

export function createGrants(deps: GrantsDeps): Grants {
  return {
    async make(request) {
      const now = Date.now();
      const chosen = await chosenDelegation(deps, request, now);
      const Model = deps.provider().Grant;
      const grant = new Model({
        accountId: request.accountId,
        clientId: request.client.client_id,
        ...{ expiresIn: lifetime(request.client, chosen, now) }, // read by the library's BaseToken, missing in its types
      });
      grant.addOIDCScope(identityScopes(request.scopes));
      addClaims(grant, request);
      const granted = addScopes(grant, chosen?.delegation, request.targets);
      if (chosen) {
        // Without an audience nothing is carried: such tokens speak of the actor alone.
        if (granted.length === 0 && request.targets.length > 0)
          throw new CommandRefusedError(
            'nothing_granted',
            'the delegation carries nothing of what is asked',
          );
        grant.addRar({ ...detail(deps.registry, chosen, granted) });
      }
      await grant.save();
      await deps.records.note(grant.jti, factsOf(request));
      const live = await deps.records.live(grant.jti, Date.now());
      const isOver =
        request.sessionUid !== undefined && (await deps.records.isSessionEnded(request.sessionUid));
      if (!live || isOver || !isStillValid(live.actor, request.provenAt ?? now)) {
        await grant.destroy();
        throw new CommandRefusedError(
          'delegation_ended',
          'account or delegation lost force meanwhile',
        );
      }
      return grant;
    },

    async extend(grant, targets, scopes) {
      const live = await deps.records.live(grant.jti, Date.now());
      const id = live?.record.delegationId;
      const delegation = id === undefined ? undefined : await deps.stores.delegations.get(id);
      const before = JSON.stringify([grant.openid, grant.resources, grant.rejected]);
      grant.addOIDCScope(identityScopes(scopes));
      addScopes(grant, delegation, targets);
      if (before !== JSON.stringify([grant.openid, grant.resources, grant.rejected]))
        await grant.save();
    },
  };
}

/** The scopes among these that are OpenID Connect's own. */
function identityScopes(scopes: readonly string[]): string[] {
  return scopes.filter((scope) => (OIDC_SCOPES as readonly string[]).includes(scope));
}

/** A third party never learns by `claims` more than the scopes say that its consent page names. */
function addClaims(grant: Grant, { client, claims = [], scopes }: GrantRequest): void {
  const named = Object.entries(CLAIMS_BY_SCOPE).flatMap(([scope, list]) =>
    scopes.includes(scope) ? list : [],
  );
  const allowed = client.third_party ? claims.filter((claim) => named.includes(claim)) : claims;
  const rest = claims.filter((claim) => !allowed.includes(claim));
  if (allowed.length > 0) grant.addOIDCClaims([...allowed]);
  if (rest.length > 0) grant.rejectOIDCClaims(rest);
}

/** Adds scopes to the grant, rejects the rest; answers the audiences that may be used with it. */
function addScopes(
  grant: Grant,
  delegation: Delegation | undefined,
  targets: readonly Target[],
): string[] {
  const usable: string[] = [];
  for (const target of targets) {
    const carried = delegation ? carriedAt(delegation, target) : target.scopes;
    if (carried?.length) grant.addResourceScope(target.audience, [...carried]);
    const rest = target.scopes.filter((scope) => !carried?.includes(scope));
    // Otherwise the library asks for them for ever (rs_scopes_missing).
    if (rest.length > 0) grant.rejectResourceScope(target.audience, rest);
    if (carried) usable.push(target.audience);
  }
  return usable;
}

/** The delegation that was chosen, with the patient. @throws CommandRefusedError `delegation_ended` */
async function chosenDelegation(
  deps: GrantsDeps,
  request: GrantRequest,
  now: number,
): Promise<Chosen | undefined> {
  if ('self' in request.choice) return undefined;
  const delegation = await deps.stores.delegations.get(request.choice.delegationId);
  const delegate = await deps.stores.accounts.get(request.accountId);
  const patient = delegation && (await deps.stores.accounts.get(delegation.delegatorId));
  const holds = patient && delegate && delegation.delegateId === delegate.id;
  if (!holds || !isInForce(delegation, { patient, delegate }, now))
    throw new CommandRefusedError('delegation_ended', 'the delegation is not in force');
  return { delegation, patient };
}

function detail(
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

/** Seconds: mobile apps 30 days for oneself, everything else a session at most, and never past the delegation. */
function lifetime(client: ClientRegistration, chosen: Chosen | undefined, now: number): number {
  const isMobile = client.token_endpoint_auth_method === 'none' && !chosen;
  const limit = isMobile ? MOBILE_REFRESH_ABSOLUTE_S : SESSION_ABSOLUTE_S;
  const end = chosen ? endOf(chosen.delegation, chosen.patient) : Infinity;
  const left = Math.floor((end - now) / 1000);
  return Math.max(1, Math.min(limit, left));
}

function factsOf(request: GrantRequest): Parameters<GrantRecords['note']>[1] {
  return {
    authTime: request.authTime,
    amr: request.amr,
    ...(request.pinAt === undefined ? {} : { pinAt: request.pinAt }),
    ...(request.sessionUid === undefined ? {} : { sessionUid: request.sessionUid }),
    ...(request.parentId === undefined ? {} : { parentId: request.parentId }),
  };
}
