/** What a grant lets a client have of what it asks: scopes and claims, the rest refused once and for all. */
import type { Grant } from 'oidc-provider';
import type { ClientRegistration } from '../../config/clients.ts';
import { carriedAt } from '../domain/coverage.ts';
import type { Delegation } from '../domain/delegation.ts';
import type { Target } from '../domain/login.ts';
import { OIDC_SCOPES } from '../tokens/scopes.ts';
import { CLAIMS_BY_SCOPE } from './accounts.ts';

/** The scopes among these that are OpenID Connect's own. */
export function identityScopes(scopes: readonly string[]): string[] {
  return scopes.filter((scope) => (OIDC_SCOPES as readonly string[]).includes(scope));
}

/** A third party never learns by `claims` more than the scopes say that its consent page names. */
export function addClaims(
  grant: Grant,
  {
    client,
    claims = [],
    scopes,
  }: {
    readonly client: ClientRegistration;
    readonly claims?: readonly string[];
    readonly scopes: readonly string[];
  },
): void {
  const named = Object.entries(CLAIMS_BY_SCOPE).flatMap(([scope, list]) =>
    scopes.includes(scope) ? list : [],
  );
  const allowed = client.third_party ? claims.filter((claim) => named.includes(claim)) : claims;
  const rest = claims.filter((claim) => !allowed.includes(claim));
  if (allowed.length > 0) grant.addOIDCClaims([...allowed]);
  if (rest.length > 0) grant.rejectOIDCClaims(rest);
}

/** Adds scopes to the grant, rejects the rest; answers the audiences that may be used with it. */
export function addScopes(
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
