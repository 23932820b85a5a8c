/** Ends a login without success: the person cancelled, or what was proven is not enough. */
import { PIN_FAILURES_IN_ROW } from '../../config/limits.ts';
import { type RefusedAs, stepOf } from '../domain/login.ts';
import type { CommandDeps, LoginContext, StepResult } from './deps.ts';
import { endAttempt } from './login-step.ts';

/**
 * Ends the attempt; at the client it becomes `access_denied`, or for `unmet_acr`
 * `unmet_authentication_requirements`. One that has ended stays as it is: repeating is safe.
 */
export async function refuseLogin(
  deps: Pick<CommandDeps, 'stores' | 'audit'>,
  context: LoginContext,
  as: RefusedAs,
): Promise<StepResult> {
  const { attempt } = context;
  const result = await endAttempt(deps, context, as);
  if (as !== 'cancelled' && result.attempt.refusedAs === as)
    await deps.audit.record({
      kind: 'login_refused',
      ...(attempt.accountId === undefined ? {} : { subject: attempt.accountId }),
      data: { client_id: attempt.requested.clientId, reason: as },
    });
  return result.attempt.refusedAs === as ? result : { ...result, isRepeat: true };
}

/**
 * The person cancels (`action=cancel`), at any step and whatever the page. Somebody who cannot give
 * the PIN that is asked did not choose to stop: the client is told that the level is out of reach.
 */
export async function cancelLogin(
  deps: Pick<CommandDeps, 'stores' | 'audit'>,
  context: LoginContext,
): Promise<StepResult> {
  const { attempt, now } = context;
  const account =
    stepOf(attempt, now) === 'pin'
      ? await deps.stores.accounts.get(attempt.accountId ?? '')
      : undefined;
  const isOutOfReach = account && (account.pin?.failures ?? Infinity) >= PIN_FAILURES_IN_ROW;
  return refuseLogin(deps, context, isOutOfReach ? 'unmet_acr' : 'cancelled');
}
