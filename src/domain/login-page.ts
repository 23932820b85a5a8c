/**
 * The hidden `page` field of each form, `<step>.<answers>`: a form that was answered already is
 * neither judged nor counted again (double press, F5, second tab). Leaving it out gains nothing:
 * then each answer counts as a fresh try. @source ux 1.0.3
 */
import { type LoginAttempt, type Step, type StoredRefusal, stepOf } from './login.ts';

/** Value of the hidden field on the page shown now. */
export function pageOf(attempt: LoginAttempt, now: number): string {
  return `${stepOf(attempt, now)}.${attempt.answers}`;
}

/** Whether this answer comes too late: its page was answered, or another step is reached. */
export function isAnswered(
  attempt: LoginAttempt,
  answer: { readonly step: Step; readonly page?: string | undefined },
  now: number,
): boolean {
  const step = stepOf(attempt, now);
  return (
    answer.step !== step || (answer.page !== undefined && answer.page !== pageOf(attempt, now))
  );
}

/** Whether the answer to this very page was taken and its outcome is not recorded yet. */
export function isBeingJudged(
  attempt: LoginAttempt,
  page: string | undefined,
  now: number,
): boolean {
  const taken = `${stepOf(attempt, now)}.${attempt.answers - 1}`;
  return page === taken && storedRefusal(attempt, page) === undefined;
}

/** What the person was told when this page was answered; undefined when the login moved on. */
export function storedRefusal(
  attempt: LoginAttempt,
  page: string | undefined,
): StoredRefusal | undefined {
  return page !== undefined && attempt.lastRefusal?.page === page ? attempt.lastRefusal : undefined;
}
