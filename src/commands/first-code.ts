/** The code page may be read before the first sending is recorded: then it waits a moment. */
import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_CODE_WAIT_MS, OUTCOME_LOOK_MS } from '../../config/limits.ts';
import { type LoginAttempt, stepOf } from '../domain/login.ts';
import type { CommandDeps } from './deps.ts';

/**
 * The attempt with its first sending. Of two presses on the password page the second is answered
 * while the first still sends: without this the browser would show that the code is over. After a
 * crash, or without a sending left, none comes: then the attempt as it is.
 */
export async function withFirstCode(
  { stores }: Pick<CommandDeps, 'stores'>,
  attempt: LoginAttempt,
  now: number,
): Promise<LoginAttempt> {
  let current = attempt;
  for (
    let waited = 0;
    waited < FIRST_CODE_WAIT_MS && awaitsFirstCode(current, now);
    waited += OUTCOME_LOOK_MS
  ) {
    await wait(OUTCOME_LOOK_MS);
    current = (await stores.attempts.get(attempt.id)) ?? current;
  }
  return current;
}

function awaitsFirstCode(attempt: LoginAttempt, now: number): boolean {
  return attempt.challenge === undefined && stepOf(attempt, now) === 'one_time_code';
}
