/**
 * When a request needs the person, and for what: login, level, choice of person, consent.
 *
 * All of them are answered in one interaction with one result (`login`, `delegation`, `consent`),
 * since a requestable prompt loops unless the result has a key of its own name (design 10).
 */
import { type KoaContextWithOIDC, interactionPolicy } from 'oidc-provider';
import { askedAcr, isReached, unmetAuthenticationRequirements } from './asked-acr.ts';
import type { Choices } from './choices.ts';
import type { GrantRecords } from './grant-records.ts';
import type { Registry } from './registry.ts';
import { targetsOf } from './targets.ts';
import { levelOf } from './token-claims.ts';

const { Check, Prompt, base } = interactionPolicy;

export interface PromptDeps {
  readonly registry: Registry;
  readonly grants: GrantRecords;
  readonly choices: Choices;
}

/** The interaction policy of oidc-provider. */
export function createPolicy(deps: PromptDeps): interactionPolicy.DefaultPolicy {
  const policy = base();
  const login = policy.get('login');
  const consent = policy.get('consent');
  if (!login || !consent) throw new Error('oidc-provider has no login or consent prompt');
  // The library's own checks loop on a level that cannot be reached; ours ends it.
  login.checks.remove('essential_acrs');
  login.checks.remove('essential_acr');
  login.checks.add(
    new Check('acr', 'the requested authentication level is not reached', 'login_required', (ctx) =>
      isLevelMissing(deps, ctx),
    ),
  );
  const choice = new Check(
    'delegation_choice',
    'the person acted for must be chosen',
    'interaction_required',
    (ctx) => isChoiceMissing(deps, ctx),
  );
  policy.add(new Prompt({ name: 'delegation', requestable: true }, choice), 1);
  consent.checks.remove('native_client_prompt');
  consent.checks.add(
    new Check(
      'public_client',
      'public clients require End-User interaction',
      'interaction_required',
      ({ oidc }) => oidc.client?.clientAuthMethod === 'none' && oidc.result?.consent === undefined,
    ),
  );
  return policy;
}

/** @throws unmet_authentication_requirements the person did what could be done, and it is not enough */
async function isLevelMissing(deps: PromptDeps, { oidc }: KoaContextWithOIDC): Promise<boolean> {
  const asked = askedAcr(oidc.params ?? {});
  const grantId = oidc.grant?.jti;
  const live = grantId === undefined ? undefined : await deps.grants.live(grantId, Date.now());
  const level = levelOf(live?.record, Date.now());
  if (live) speakOf(oidc, level);
  if (isReached(asked, oidc.session?.accountId === undefined ? undefined : level.acr)) return false;
  if (oidc.result?.login) throw unmetAuthenticationRequirements();
  return true;
}

/** The level belongs to the grant, not to the session: the code of this request says the grant's. */
function speakOf(oidc: KoaContextWithOIDC['oidc'], level: ReturnType<typeof levelOf>): void {
  Object.defineProperty(oidc, 'acr', { configurable: true, value: level.acr });
  Object.defineProperty(oidc, 'amr', { configurable: true, value: level.amr });
}

async function isChoiceMissing(deps: PromptDeps, { oidc }: KoaContextWithOIDC): Promise<boolean> {
  const client = oidc.client && deps.registry.client(oidc.client.clientId);
  const accountId = oidc.session?.accountId;
  if (!client || accountId === undefined || oidc.result?.['delegation'] !== undefined) return false;
  return deps.choices.isMissing({
    client,
    accountId,
    targets: targetsOf(deps.registry, client, oidc.params ?? {}),
    grantId: oidc.grant?.jti ?? oidc.session?.grantIdFor(client.client_id),
  });
}
