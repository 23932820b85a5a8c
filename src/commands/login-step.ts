/**
 * What the steps of a login share: taking an answer once, recording events, ending an attempt.
 *
 * An answer that is judged against a limit is taken first (`takeAnswer`), then judged, then its
 * outcome is recorded: of eight presses on one page one is judged, the others find it answered.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { OUTCOME_LOOK_MS, OUTCOME_WAIT_MS } from '../../config/limits.ts';
import type { LoginAttempt, PageError, RefusedAs, Step, StoredRefusal } from '../domain/login.ts';
import { stepOf } from '../domain/login.ts';
import type { LoginEvent } from '../domain/login-event.ts';
import { record } from '../domain/login-events.ts';
import { isAnswered, isBeingJudged, pageOf, storedRefusal } from '../domain/login-page.ts';
import { upsert } from '../storage/collection.ts';
import type { CommandDeps, LoginContext, Refusal, StepResult } from './deps.ts';

type Attempts = Pick<CommandDeps, 'stores'>;

/** An attempt after a change, or as it is when the answer came too late to change it. */
export interface Changed {
  readonly attempt: LoginAttempt;
  readonly isRepeat: boolean;
}

/** Applies a change to the stored attempt, storing it first if need be, unless the page was answered. */
export async function changeAttempt(
  { stores }: Attempts,
  context: LoginContext,
  step: Step,
  change: (attempt: LoginAttempt) => LoginAttempt,
): Promise<Changed> {
  const answer = { step, page: context.page };
  if (isAnswered(context.attempt, answer, context.now))
    return { attempt: context.attempt, isRepeat: true };
  let isRepeat = false;
  const attempt = await upsert(
    stores.attempts,
    context.attempt.id,
    () => change(context.attempt),
    (current) => {
      isRepeat = isAnswered(current, answer, context.now);
      return isRepeat ? current : change(current);
    },
  );
  return { attempt, isRepeat };
}

/** Adds an event that is the whole answer to a page. */
export function recordAnswer(
  deps: Attempts,
  context: LoginContext,
  step: Step,
  event: LoginEvent,
): Promise<Changed> {
  return changeAttempt(deps, context, step, (attempt) => record(attempt, event, context.now));
}

/** Takes the answer for judging; `page` is the form it came from, as a refusal will name it. */
export async function takeAnswer(
  deps: Attempts,
  context: LoginContext,
  step: Step,
): Promise<Changed & { readonly page: string }> {
  let page = context.page ?? '';
  const changed = await changeAttempt(deps, context, step, (attempt) => {
    page = pageOf(attempt, context.now);
    return record(attempt, { type: 'answer_taken' }, context.now);
  });
  return { ...changed, page };
}

/** Gives an answer back that could not be judged, unless another came after it. */
export async function releaseAnswer(
  { stores }: Attempts,
  { attempt: taken, now }: Pick<LoginContext, 'attempt' | 'now'>,
): Promise<void> {
  await stores.attempts.update(taken.id, (current) =>
    pageOf(current, now) === pageOf(taken, now)
      ? record(current, { type: 'answer_released' }, now)
      : current,
  );
}

/** The outcome of an answer that was taken: the change, unless the attempt left the step meanwhile. */
export async function recordOutcome(
  { stores }: Attempts,
  context: LoginContext,
  step: Step,
  change: (attempt: LoginAttempt) => LoginAttempt,
): Promise<Changed> {
  return changeAttempt({ stores }, { ...context, page: undefined }, step, change);
}

/** Remembers a refusal, so that a repeat of the same answer is told the same. */
export async function refuseAnswer(
  deps: Attempts,
  context: LoginContext,
  refusal: StoredRefusal & { readonly step: Step },
): Promise<StepResult> {
  const { step, ...stored } = refusal;
  const { attempt, isRepeat } = await recordOutcome(deps, context, step, (current) =>
    record(current, { type: 'answer_refused', refusal: stored }, context.now),
  );
  return isRepeat ? repeated(attempt, undefined) : { attempt, refusal: refusalOf(stored) };
}

/** Ends the attempt, unless it ended already. Repeating is safe. */
export async function endAttempt(
  { stores }: Attempts,
  context: LoginContext,
  as: RefusedAs,
): Promise<StepResult> {
  const end = (attempt: LoginAttempt): LoginAttempt =>
    isEnded(attempt, context.now) ? attempt : record(attempt, { type: 'refused', as }, context.now);
  const attempt = await upsert(
    stores.attempts,
    context.attempt.id,
    () => end(context.attempt),
    end,
  );
  return { attempt };
}

/** The result of an answer whose page was answered before; undefined for a fresh one. */
export async function answeredBefore(
  deps: Attempts,
  context: LoginContext,
  step: Step,
): Promise<StepResult | undefined> {
  const { attempt, page, now } = context;
  return isAnswered(attempt, { step, page }, now) ? outcomeOf(deps, attempt, context) : undefined;
}

/**
 * The answer to a page that was answered before. The first press may still be judged: its outcome
 * is waited for, since the browser shows what the last press gets.
 */
export async function outcomeOf(
  { stores }: Attempts,
  attempt: LoginAttempt,
  { page, now }: Pick<LoginContext, 'page' | 'now'>,
): Promise<StepResult> {
  let current = attempt;
  for (
    let waited = 0;
    waited < OUTCOME_WAIT_MS && isBeingJudged(current, page, now);
    waited += OUTCOME_LOOK_MS
  ) {
    await wait(OUTCOME_LOOK_MS);
    current = (await stores.attempts.get(attempt.id)) ?? current;
  }
  return repeated(current, page);
}

/** The same without waiting. */
export function repeated(attempt: LoginAttempt, page: string | undefined): StepResult {
  const stored = storedRefusal(attempt, page);
  return { attempt, isRepeat: true, ...(stored ? { refusal: refusalOf(stored) } : {}) };
}

/** A refusal of what was typed that costs nothing and is not remembered: 422. */
export function mistyped(attempt: LoginAttempt, ...errors: readonly PageError[]): StepResult {
  return { attempt, refusal: { status: 422, errors } };
}

function refusalOf({ status, errors, retryAfter }: StoredRefusal): Refusal {
  return { status, errors, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

function isEnded(attempt: LoginAttempt, now: number): boolean {
  return ['completed', 'refused', 'expired'].includes(stepOf(attempt, now));
}
