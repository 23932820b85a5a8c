/** The person agrees: to a third party's access, or to going on in an app with a live session. */
import type { CommandDeps, LoginContext, StepResult } from './deps.ts';
import { recordAnswer, repeated } from './login-step.ts';
import { settleStored } from './settle-choice.ts';

/** Records the consent (`action=approve`). */
export async function giveConsent(
  deps: Pick<CommandDeps, 'stores' | 'audit'>,
  context: LoginContext,
): Promise<StepResult> {
  await settleStored(deps, context.attempt.id, context.now);
  const { attempt, isRepeat } = await recordAnswer(deps, context, 'consent', {
    type: 'consent_given',
  });
  if (isRepeat) return repeated(attempt, context.page);
  await deps.audit.record({
    kind: 'consent_given',
    subject: attempt.accountId ?? '',
    data: { client_id: attempt.requested.clientId },
  });
  return { attempt };
}
