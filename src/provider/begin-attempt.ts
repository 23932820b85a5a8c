/** The login attempt an interaction begins with: what is asked, and the facts its session already has. */
import type { Interaction, Provider } from 'oidc-provider';
import type { ClientRegistration } from '../../config/clients.ts';
import { PIN_ALONE_S } from '../../config/limits.ts';
import { beginAttempt, type SessionFacts } from '../domain/begin-attempt.ts';
import type { Amr, Choice, LoginAttempt, Requested } from '../domain/login.ts';
import type { Stores } from '../stores/stores.ts';
import { DELEGATION_TYPE } from '../tokens/claims.ts';
import { askedAcr, needsPin } from './asked-acr.ts';
import type { Choices } from './choices.ts';
import type { Registry } from './registry.ts';
import { scopesOf, targetsOf } from './targets.ts';

/** Begins the attempt of an interaction; nothing is stored. */
export type AttemptBeginner = (
  details: Interaction,
  client: ClientRegistration,
  now: number,
) => Promise<LoginAttempt>;

export interface BeginDeps {
  readonly provider: Provider;
  readonly stores: Pick<Stores, 'grants'>;
  readonly registry: Registry;
  readonly choices: Choices;
}

export function createAttemptBeginner(deps: BeginDeps): AttemptBeginner {
  return async (details, client, now) => {
    const facts = await sessionFacts(deps, details, client, now);
    const requested = requestedBy(deps, details, client, facts !== undefined);
    return beginAttempt({
      id: details.uid,
      requested,
      now,
      ...(facts === undefined ? {} : { session: facts }),
    });
  };
}

function requestedBy(
  deps: BeginDeps,
  details: Interaction,
  client: ClientRegistration,
  hasSession: boolean,
): Requested {
  const isPublic = client.token_endpoint_auth_method === 'none';
  const prompts = promptsOf(details);
  const preselected = preselectedBy(details);
  return {
    clientId: client.client_id,
    targets: targetsOf(deps.registry, client, details.params),
    identityScopes: scopesOf(details.params).filter(
      (scope) => scope === 'profile' || scope === 'fiscal_number',
    ),
    mayDelegate: client.delegation_aware,
    needsPin: needsPin(askedAcr(details.params)),
    needsChoice:
      client.delegation_aware &&
      (prompts.includes('delegation') || details.prompt.name === 'delegation'),
    needsConsent: client.third_party
      ? 'third_party'
      : (isPublic || prompts.includes('consent')) && hasSession
        ? 'public_client'
        : false,
    ...(preselected === undefined ? {} : { preselected }),
  };
}

/** Facts of a live session, unless the login itself is asked again. */
async function sessionFacts(
  deps: BeginDeps,
  details: Interaction,
  client: ClientRegistration,
  now: number,
): Promise<SessionFacts | undefined> {
  const { name, reasons } = details.prompt;
  const isStepUp = name === 'login' && reasons.every((reason) => reason === 'acr');
  if (!details.session?.uid || (name === 'login' && !isStepUp)) return undefined;
  const session = await deps.provider.Session.findByUid(details.session.uid);
  const loginTs = session?.authTime();
  if (!session?.accountId || loginTs === undefined) return undefined;
  // The PIN alone is enough only shortly after password and code.
  if (isStepUp && now > (loginTs + PIN_ALONE_S) * 1000) return undefined;
  const choice = await standingChoice(
    deps,
    details,
    client,
    session.accountId,
    session.grantIdFor(client.client_id),
  );
  return {
    accountId: session.accountId,
    // The session keeps whole seconds: the last instant that the login can have been.
    passwordAt: loginTs * 1000 + 999,
    secondFactorAt: loginTs * 1000 + 999,
    amr: (session.amr ?? []).filter((method) => method !== 'pin') as Amr[], // written by our own login result
    ...(choice === undefined ? {} : { choice }),
  };
}

/** The choice that still holds, so that the page is not shown again: the last grant's, or nobody else to choose. */
async function standingChoice(
  deps: BeginDeps,
  details: Interaction,
  client: ClientRegistration,
  accountId: string,
  grantId: string | undefined,
): Promise<Choice | undefined> {
  // Asked for, also when the library stops at an earlier prompt, such as the level.
  if (details.prompt.name === 'delegation' || promptsOf(details).includes('delegation'))
    return undefined;
  const targets = targetsOf(deps.registry, client, details.params);
  if (await deps.choices.isMissing({ client, accountId, targets, grantId })) return undefined;
  const last = grantId === undefined ? undefined : await deps.stores.grants.get(grantId);
  return last?.delegationId === undefined ? { self: true } : { delegationId: last.delegationId };
}

function promptsOf(details: Interaction): string[] {
  const prompt = details.params['prompt'];
  return typeof prompt === 'string' ? prompt.split(' ') : [];
}

function preselectedBy(details: Interaction): string | undefined {
  const asked = details.params['authorization_details'];
  if (typeof asked !== 'string') return undefined;
  const parsed = JSON.parse(asked) as { type?: string; delegation_id?: string }[]; // checked by the library at the request
  return parsed.find(({ type }) => type === DELEGATION_TYPE)?.delegation_id;
}
