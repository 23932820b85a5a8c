/** What a delegation carries of what a client asks: one rule for the choice page and for the grant. */
import { type Delegation, scopesCarried } from './delegation.ts';
import type { Target } from './login.ts';

/** Services a person has; whoever stands for all of them stands for the whole person. */
const ALL_SERVICES = 4;

/** Scopes the delegation carries at a target; undefined when the target is out of its reach. */
export function carriedAt(delegation: Delegation, target: Target): readonly string[] | undefined {
  if (!target.isDelegationAware) return undefined;
  if (target.service !== undefined) {
    if (!delegation.services.includes(target.service)) return undefined;
    const carried = scopesCarried(delegation, target.scopes);
    return carried.length > 0 ? carried : undefined;
  }
  // A regional service has no scopes and is named by no delegation: a mandate never reaches it.
  const standsForAll =
    delegation.basis !== 'mandate' && delegation.services.length === ALL_SERVICES;
  return standsForAll && target.scopes.length === 0 ? [] : undefined;
}

/** Whether the delegation carries anything of the request. */
export function coversRequest(delegation: Delegation, targets: readonly Target[]): boolean {
  return targets.some((target) => carriedAt(delegation, target) !== undefined);
}
