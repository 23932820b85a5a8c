/**
 * The events of a login, and `record`: the only way to add a fact to an attempt.
 *
 * Each event is allowed at one step alone, so a later fact never comes before an earlier one. The
 * outcome of a comparison is an event about the very challenge that was compared, named by its
 * salt: an answer to an earlier code never counts. Callers run `record` inside `attempts.update`.
 */
import { CODE_TRIES, PIN_TRIES } from '../../config/limits.ts';
import {
  type Challenge,
  isAlive,
  nextSending,
  withFailure,
  withHandOver,
  withSending,
} from './challenge.ts';
import { GassError } from './errors.ts';
import { type LoginAttempt, type Step, stepOf } from './login.ts';
import type { LoginEvent } from './login-event.ts';

/** The event is not allowed in the state the attempt is in. */
export class StepNotAllowedError extends GassError {
  override readonly name = 'StepNotAllowedError';
  constructor(event: LoginEvent['type'], step: Step) {
    super('conflict', { status: 409, detail: `${event} at step ${step}` });
  }
}

const OPEN: readonly Step[] = [
  'password',
  'new_password',
  'one_time_code',
  'pin',
  'delegation',
  'consent',
];

const ALLOWED: Readonly<Record<LoginEvent['type'], readonly Step[]>> = {
  answer_taken: OPEN,
  answer_released: OPEN,
  answer_refused: OPEN,
  password_verified: ['password'],
  password_replaced: ['new_password'],
  code_sent: ['one_time_code'],
  // News of a message may come at any time, also when nobody waits for it any more.
  code_handed_over: [...OPEN, 'completed', 'refused', 'expired'],
  code_undelivered: [...OPEN, 'completed', 'refused', 'expired'],
  code_judged: ['one_time_code'],
  first_access_completed: ['one_time_code'],
  pin_judged: ['pin'],
  delegation_chosen: ['delegation'],
  consent_given: ['consent'],
  refused: OPEN,
};

/** Events that are no answer of the person: the page that is open stays good. */
const SILENT: readonly LoginEvent['type'][] = [
  'answer_released',
  'answer_refused',
  'code_handed_over',
  'code_undelivered',
];

/** The attempt with the event's facts. `now` is epoch ms. @throws StepNotAllowedError */
export function record(attempt: LoginAttempt, event: LoginEvent, now: number): LoginAttempt {
  const step = stepOf(attempt, now);
  if (!ALLOWED[event.type].includes(step)) throw new StepNotAllowedError(event.type, step);
  const next = withFacts(attempt, event, now);
  return SILENT.includes(event.type) ? next : { ...next, answers: next.answers + 1 };
}

function withFacts(attempt: LoginAttempt, event: LoginEvent, now: number): LoginAttempt {
  switch (event.type) {
    case 'answer_taken':
      return attempt;
    case 'answer_released':
      return { ...attempt, answers: attempt.answers - 1 };
    case 'answer_refused':
      return { ...attempt, lastRefusal: event.refusal };
    case 'password_verified': {
      const { accountId, temporaryHash } = event;
      const temporary = temporaryHash === undefined ? {} : { temporaryHash };
      return { ...attempt, accountId, ...temporary, passwordAt: now, amr: ['pwd'] };
    }
    case 'password_replaced':
      return { ...attempt, newPasswordHash: event.newPasswordHash };
    case 'code_sent':
      return { ...attempt, challenge: sent(attempt, event.salt, now) };
    case 'code_handed_over':
    case 'code_undelivered':
      return told(attempt, event, now);
    case 'code_judged':
      return codeJudged(attempt, event, now);
    case 'first_access_completed':
      return firstAccessCompleted(attempt, now);
    case 'pin_judged':
      return pinJudged(attempt, event.isRight, now);
    case 'delegation_chosen':
      return { ...attempt, choice: event.choice };
    case 'consent_given':
      return { ...attempt, consentAt: now };
    case 'refused':
      return { ...attempt, refusedAs: event.as };
  }
}

function sent(attempt: LoginAttempt, salt: string, now: number): Challenge {
  const { kind } = nextSending(attempt.challenge, now);
  const isSame = attempt.challenge?.salt === salt;
  if (kind !== (isSame ? 'same' : 'new'))
    throw new StepNotAllowedError('code_sent', 'one_time_code');
  return withSending(attempt.challenge, salt, now);
}

function told(
  attempt: LoginAttempt,
  event: Extract<LoginEvent, { queuedAt: number }>,
  now: number,
): LoginAttempt {
  if (!attempt.challenge) return attempt;
  const change = event.type === 'code_handed_over' ? withHandOver : withFailure;
  const challenge = change(attempt.challenge, event.queuedAt, now);
  return challenge === attempt.challenge ? attempt : { ...attempt, challenge };
}

function codeJudged(
  attempt: LoginAttempt,
  { salt, isRight }: Extract<LoginEvent, { type: 'code_judged' }>,
  now: number,
): LoginAttempt {
  const { challenge } = attempt;
  if (challenge?.salt !== salt || !isAlive(challenge, now))
    throw new StepNotAllowedError('code_judged', 'one_time_code');
  const counted = { ...attempt, challenge: { ...challenge, tries: challenge.tries + 1 } };
  if (isRight) return { ...counted, secondFactorAt: now, amr: ['pwd', 'sms', 'mfa'] };
  return counted.challenge.tries < CODE_TRIES
    ? counted
    : { ...counted, refusedAs: 'too_many_codes' };
}

function firstAccessCompleted(attempt: LoginAttempt, now: number): LoginAttempt {
  if (attempt.secondFactorAt === undefined || attempt.temporaryHash === undefined)
    throw new StepNotAllowedError('first_access_completed', 'one_time_code');
  return { ...attempt, firstAccessAt: now };
}

function pinJudged(attempt: LoginAttempt, isRight: boolean, now: number): LoginAttempt {
  if (isRight) return { ...attempt, pinAt: now, amr: [...attempt.amr, 'pin'] };
  const pinFailures = attempt.pinFailures + 1;
  return pinFailures < PIN_TRIES
    ? { ...attempt, pinFailures }
    : { ...attempt, pinFailures, refusedAs: 'too_many_codes' };
}
