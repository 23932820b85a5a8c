/**
 * The second factor: the one-time code. The try is counted before it is judged, for the account and
 * for the code; with the right one a first access is completed.
 */
import { CODE_TRIES } from '../../config/limits.ts';
import { isStillValid } from '../domain/account.ts';
import { type Challenge, isAlive } from '../domain/challenge.ts';
import type { LoginAttempt, StoredRefusal } from '../domain/login.ts';
import { stepOf } from '../domain/login.ts';
import { StepNotAllowedError, record } from '../domain/login-events.ts';
import { CODE_RULE } from '../domain/throttle-rules.ts';
import { readCode } from '../domain/typed-code.ts';
import { completeFirstAccess } from './complete-first-access.ts';
import type { CommandDeps, LoginContext, StepResult } from './deps.ts';
import { forgetFailures } from './forget-failures.ts';
import {
  answeredBefore,
  mistyped,
  outcomeOf,
  recordOutcome,
  refuseAnswer,
  repeated,
  takeAnswer,
} from './login-step.ts';
import { refuseLogin } from './refuse-login.ts';
import { codeTally } from './send-code.ts';
import { settleChoice } from './settle-choice.ts';
import { reserveTries, tallyOf } from './tallies.ts';

/** What verification works with. */
export type VerifyCodeDeps = Pick<CommandDeps, 'stores' | 'indexer' | 'codes' | 'audit'>;

const STEP = 'one_time_code';

/**
 * Judges the code in what was typed. Errors, 422: `one_time_code.error.empty|format` (not counted) ·
 * `expired` (not counted) · `refused`, `last_try`. The attempt may end: too_many_codes,
 * account_closed. Without refusal and at a later step the code was right.
 */
export async function verifyCode(
  deps: VerifyCodeDeps,
  context: LoginContext,
  typed: string,
): Promise<StepResult> {
  const before = await answeredBefore(deps, context, STEP);
  if (before) return before;
  const code = readCode(typed);
  const word = typed.trim() === '' ? 'empty' : 'format';
  if (code === undefined)
    return mistyped(context.attempt, { field: 'code', key: `one_time_code.error.${word}` });
  const taken = await takeAnswer(deps, context, STEP);
  if (taken.isRepeat) return outcomeOf(deps, taken.attempt, context);
  return judge(deps, { ...context, attempt: taken.attempt }, { code, page: taken.page });
}

async function judge(
  deps: VerifyCodeDeps,
  context: LoginContext,
  answer: { readonly code: string; readonly page: string },
): Promise<StepResult> {
  const { attempt, now } = context;
  const { accountId = '', challenge } = attempt;
  if (!challenge || !isAlive(challenge, now)) return refuse(deps, context, answer.page, 'expired');
  const account = await deps.stores.accounts.get(accountId);
  if (!account || !isStillValid(account, attempt.passwordAt ?? 0))
    return refuseLogin(deps, context, 'account_closed');

  const key = { id: codeTally(deps, accountId), rule: CODE_RULE };
  const reservation = await reserveTries(deps, [key], { at: now, what: challenge.salt });
  if (!('giveBack' in reservation))
    return refuseMore(deps, context, { challenge, tallyId: key.id });
  const isRight = deps.codes.matches(answer.code, challenge, { attemptId: attempt.id, accountId });
  const judged = await recordJudged(deps, context, { challenge, isRight, page: answer.page });
  if (!judged) {
    await reservation.giveBack(); // ended or replaced meanwhile: this answer was not judged
    return repeated((await deps.stores.attempts.get(attempt.id)) ?? attempt, undefined);
  }
  if (isRight) return accept(deps, { ...context, attempt: judged });
  await deps.stores.accounts.update(accountId, (current) => ({
    ...current,
    codeFailures: current.codeFailures + 1,
  }));
  await auditRefusal(deps, judged);
  const { lastRefusal } = judged;
  return stepOf(judged, now) === 'refused' || !lastRefusal
    ? { attempt: judged }
    : { attempt: judged, refusal: lastRefusal };
}

/**
 * The account's tries are used up: the login ends, unless tries of this very code are being judged
 * at this moment, of which one may be right.
 */
async function refuseMore(
  deps: VerifyCodeDeps,
  context: LoginContext,
  { challenge, tallyId }: { readonly challenge: Challenge; readonly tallyId: string },
): Promise<StepResult> {
  const tally = await tallyOf(deps, tallyId);
  const current = (await deps.stores.attempts.get(context.attempt.id)) ?? context.attempt;
  const tried = tally?.events.filter(({ what }) => what === challenge.salt).length ?? 0;
  const judged = current.challenge?.salt === challenge.salt ? current.challenge.tries : tried;
  return tried > judged || current.secondFactorAt !== undefined
    ? repeated(current, undefined)
    : refuseLogin(deps, context, 'too_many_codes');
}

/** Counts and judges in one change; undefined when the attempt or its challenge moved on. */
async function recordJudged(
  deps: VerifyCodeDeps,
  context: LoginContext,
  outcome: { readonly challenge: Challenge; readonly isRight: boolean; readonly page: string },
): Promise<LoginAttempt | undefined> {
  const { isRight, page } = outcome;
  const { salt } = outcome.challenge;
  try {
    const { attempt, isRepeat } = await recordOutcome(deps, context, STEP, (current) => {
      const judged = record(current, { type: 'code_judged', salt, isRight }, context.now);
      if (isRight || judged.refusedAs !== undefined) return judged;
      const isLast = judged.challenge?.tries === CODE_TRIES - 1;
      const refusal = refusalFor(page, isLast ? 'last_try' : 'refused');
      return record(judged, { type: 'answer_refused', refusal }, context.now);
    });
    return isRepeat ? undefined : attempt;
  } catch (error) {
    if (error instanceof StepNotAllowedError) return undefined;
    throw error;
  }
}

/** The code was right: the new password comes into force, failures are forgotten, the rest settles. */
async function accept(deps: VerifyCodeDeps, context: LoginContext): Promise<StepResult> {
  const { attempt, now } = context;
  const { accountId = '' } = attempt;
  let proven = attempt;
  if (attempt.temporaryHash !== undefined) {
    if (!(await completeFirstAccess(deps, attempt, now)))
      return refuseLogin(deps, context, 'account_closed');
    proven = (
      await recordOutcome(deps, context, STEP, (current) =>
        record(current, { type: 'first_access_completed' }, now),
      )
    ).attempt;
  }
  await forgetFailures(deps, { accountId, visitor: context.visitor });
  await deps.audit.record({
    kind: 'login',
    subject: accountId,
    data: { client_id: attempt.requested.clientId },
  });
  return { attempt: await settleChoice(deps, proven, now) };
}

function refuse(
  deps: VerifyCodeDeps,
  context: LoginContext,
  page: string,
  word: string,
): Promise<StepResult> {
  return refuseAnswer(deps, context, { step: STEP, ...refusalFor(page, word) });
}

function refusalFor(page: string, word: string): StoredRefusal {
  return { page, status: 422, errors: [{ field: 'code', key: `one_time_code.error.${word}` }] };
}

async function auditRefusal(deps: VerifyCodeDeps, attempt: LoginAttempt): Promise<void> {
  await deps.audit.record({
    kind: 'login_refused',
    subject: attempt.accountId ?? '',
    data: { client_id: attempt.requested.clientId, reason: attempt.refusedAs ?? 'code' },
  });
}
