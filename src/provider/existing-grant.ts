/** Which grant answers a request: the one just chosen, the session's, or a new one nobody must be asked for. */
import type { Grant, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { ClientRegistration } from '../../config/clients.ts';
import type { Amr } from '../domain/login.ts';
import type { Choices } from './choices.ts';
import type { GrantRecords } from './grant-records.ts';
import type { Grants } from './grants.ts';
import type { Registry } from './registry.ts';
import type { ReplacedGrants } from './replaced-grants.ts';
import { scopesOf, targetsOf } from './targets.ts';

export interface ExistingGrantDeps {
  readonly provider: () => Provider;
  readonly registry: Registry;
  readonly records: GrantRecords;
  readonly grants: Grants;
  readonly choices: Choices;
  readonly replaced: ReplacedGrants;
}

/**
 * `loadExistingGrant` of oidc-provider. A grant chosen in this interaction takes the place of the
 * client's former one in the session: a switch of person leaves no token of the person before.
 */
export function createExistingGrantLoader(
  deps: ExistingGrantDeps,
): (ctx: KoaContextWithOIDC) => Promise<Grant | undefined> {
  return async (ctx) => {
    const { oidc } = ctx;
    const { session, client: libraryClient } = oidc;
    const client = libraryClient && deps.registry.client(libraryClient.clientId);
    if (!session || !client) return undefined;
    const Model = deps.provider().Grant;
    const formerId = session.grantIdFor(client.client_id);
    const chosenId = oidc.result?.consent?.grantId;
    if (chosenId !== undefined) {
      const chosen = await Model.find(chosenId);
      if (!chosen) return undefined;
      await deps.records.note(chosenId, { sessionUid: session.uid });
      if (await deps.records.isSessionEnded(session.uid)) {
        await deps.records.revoke(chosenId, Date.now());
        return undefined;
      }
      if (formerId !== undefined && formerId !== chosenId)
        deps.replaced.note(ctx, { clientId: client.client_id, formerId, chosenId });
      return chosen;
    }
    const params = oidc.params ?? {};
    const targets = targetsOf(deps.registry, client, params);
    const former = formerId === undefined ? undefined : await Model.find(formerId);
    if (former) {
      if (isOurOwn(client)) await deps.grants.extend(former, targets, scopesOf(params));
      return former;
    }
    const accountId = session.accountId;
    if (accountId === undefined || !isOurOwn(client)) return undefined;
    if (await deps.choices.isMissing({ client, accountId, targets, grantId: formerId }))
      return undefined;
    return deps.grants.make({
      client,
      accountId,
      choice: { self: true },
      targets,
      scopes: scopesOf(params),
      claims: [...oidc.requestParamClaims],
      authTime: session.authTime() ?? Math.floor(Date.now() / 1000),
      amr: (session.amr ?? []) as Amr[], // written by our own login result
      sessionUid: session.uid,
    });
  };
}

/** Confidential and not a third party: what it asks within its registration needs no page. */
function isOurOwn(client: ClientRegistration): boolean {
  return client.token_endpoint_auth_method !== 'none' && !client.third_party;
}
