/** The person chooses for whom to act: oneself, or somebody under a delegation in force. */
import type { Choice } from '../domain/login.ts';
import type { CommandDeps, LoginContext, StepResult } from './deps.ts';
import { listChoices } from './list-choices.ts';
import { answeredBefore, mistyped, recordAnswer, repeated } from './login-step.ts';

const STEP = 'delegation';

/**
 * Records the choice. Errors, 422: `delegation.error.none` nothing was chosen ·
 * `delegation.error.ended` it is not in force, not this person's, or carries nothing of the request.
 */
export async function chooseDelegation(
  deps: Pick<CommandDeps, 'stores' | 'audit'>,
  context: LoginContext,
  typed: string,
): Promise<StepResult> {
  const { attempt } = context;
  const before = await answeredBefore(deps, context, STEP);
  if (before) return before;
  if (typed === '') return mistyped(attempt, { field: 'delegation', key: 'delegation.error.none' });
  const choice = await choiceOf(deps, context, typed);
  if (!choice) return mistyped(attempt, { field: 'delegation', key: 'delegation.error.ended' });
  const chosen = { type: 'delegation_chosen', choice } as const;
  const changed = await recordAnswer(deps, context, STEP, chosen);
  if (changed.isRepeat) return repeated(changed.attempt, context.page);
  await deps.audit.record({
    kind: 'delegation_chosen',
    subject: attempt.accountId ?? '',
    data: {
      client_id: attempt.requested.clientId,
      ...('delegationId' in choice ? { delegation_id: choice.delegationId } : {}),
    },
  });
  return { attempt: changed.attempt };
}

/** The choice, if it may be made now. */
async function choiceOf(
  deps: Pick<CommandDeps, 'stores'>,
  { attempt, now }: LoginContext,
  typed: string,
): Promise<Choice | undefined> {
  if (typed === 'self') return { self: true };
  const { accountId = '', requested } = attempt;
  const options = await listChoices(deps, { accountId, requested, now });
  const option = options.find(({ delegation }) => delegation.id === typed);
  return option?.covers ? { delegationId: option.delegation.id } : undefined;
}
