/**
 * The only maker of Grants: for whom, with which scopes, until when (design 6).
 *
 * A grant never changes its delegation. After it is saved, account and delegation are read again:
 * what lost force meanwhile takes the grant with it.
 */
import type { Grant, Provider } from 'oidc-provider';
import { MOBILE_REFRESH_ABSOLUTE_S, SESSION_ABSOLUTE_S } from '../../config/limits.ts';
import type { ClientRegistration } from '../../config/clients.ts';
import { isStillValid } from '../domain/account.ts';
import { endOf } from '../domain/delegation.ts';
import { CommandRefusedError } from '../domain/errors.ts';
import type { Amr, Choice, Target } from '../domain/login.ts';
import type { Stores } from '../stores/stores.ts';
import { type Chosen, chosenDelegation, detailOfChosen } from './chosen-delegation.ts';
import type { GrantRecords } from './grant-records.ts';
import { addClaims, addScopes, identityScopes } from './grant-scopes.ts';
import type { Registry } from './registry.ts';

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
      const chosen = await chosenDelegation(deps.stores, request, now);
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
        grant.addRar({ ...detailOfChosen(deps.registry, chosen, granted) });
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
