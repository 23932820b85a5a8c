/** The login machine against a model of its own: no order of events opens what it must not. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { INTERACTION_S, ONE_TIME_CODE_S, RESEND_WAIT_S } from '../../config/limits.ts';
import { type LoginAttempt, type Requested, stepOf } from '../../src/domain/login.ts';
import type { LoginEvent } from '../../src/domain/login-event.ts';
import { StepNotAllowedError, record } from '../../src/domain/login-events.ts';
import { newAttempt } from '../support/login-attempts.ts';
import { type Accepted, checkCompleted, checkEachCode } from '../support/login-invariants.ts';

const START = Date.parse('2026-11-24T09:00:00Z');

/** One move: the event that leads on (`next`), or any other at all; after a jump of the clock. */
interface Move {
  readonly kind: 'next' | LoginEvent['type'];
  readonly jumpS: number;
  readonly who: 'anna' | 'bruno';
  readonly salt: 'current' | 'fresh' | 'old';
  readonly isRight: boolean;
  readonly isTemporary: boolean;
}

const kinds: readonly Exclude<LoginEvent['type'], 'answer_refused'>[] = [
  'answer_taken',
  'password_verified',
  'password_replaced',
  'code_sent',
  'code_handed_over',
  'code_undelivered',
  'code_judged',
  'first_access_completed',
  'pin_judged',
  'delegation_chosen',
  'consent_given',
  'refused',
];

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('next' as const) },
    { weight: 2, arbitrary: fc.constantFrom(...kinds) },
  ),
  jumpS: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 20 }) },
    { weight: 3, arbitrary: fc.constantFrom(RESEND_WAIT_S - 1, RESEND_WAIT_S, 90) },
    { weight: 2, arbitrary: fc.constantFrom(ONE_TIME_CODE_S - 1, ONE_TIME_CODE_S, 420) },
    { weight: 1, arbitrary: fc.constantFrom(600, INTERACTION_S) },
  ),
  who: fc.constantFrom('anna', 'bruno'),
  salt: fc.constantFrom('current', 'current', 'current', 'fresh', 'old'),
  isRight: fc.boolean(),
  isTemporary: fc.boolean(),
});

const requested: fc.Arbitrary<Partial<Requested>> = fc.record({
  needsPin: fc.boolean(),
  needsConsent: fc.constantFrom<Requested['needsConsent']>(false, 'third_party', 'public_client'),
});

const moves = fc.array(move, { minLength: 4, maxLength: 24 });

/** What the person of a run does on the code page: goes on, presses for an SMS, or types wrong codes. */
type Habit = 'none' | 'presses' | 'errs';
const habit = fc.constantFrom<Habit>('none', 'none', 'none', 'presses', 'errs');

describe('the login machine', () => {
  it('completes only with password and code of one account and attempt, within every limit', () => {
    let completed = 0;
    fc.assert(
      fc.property(requested, habit, moves, (asked, habitual, made) => {
        const { attempt, log, now } = run(newAttempt(START, asked), made, habitual);
        checkEachCode(attempt, log);
        if (stepOf(attempt, now) !== 'completed') return;
        completed += 1;
        checkCompleted(attempt, log, now);
      }),
      { numRuns: 20_000, seed: 20_261_124 },
    );
    assert.ok(completed > 1000, `enough runs complete to mean something: ${completed}`);
  });
});

function run(
  begun: LoginAttempt,
  made: readonly Move[],
  habitual: Habit,
): { attempt: LoginAttempt; log: Accepted[]; now: number } {
  let attempt = begun;
  let now = START;
  const salts: string[] = [];
  const log: Accepted[] = [];
  for (const one of made) {
    now += one.jumpS * 1000;
    const event = eventOf(one, { attempt, salts, now, habitual });
    const before = stepOf(attempt, now);
    try {
      attempt = record(attempt, event, now);
      log.push({ event, at: now });
      if (event.type === 'code_sent' && !salts.includes(event.salt)) salts.push(event.salt);
    } catch (error) {
      assert.ok(error instanceof StepNotAllowedError);
    }
    if (before === 'refused' || before === 'expired')
      assert.equal(stepOf(attempt, now), before, 'an ended attempt stays ended');
  }
  return { attempt, log, now };
}

function eventOf(
  one: Move,
  state: { attempt: LoginAttempt; salts: readonly string[]; now: number; habitual: Habit },
): LoginEvent {
  const { attempt, salts, now, habitual } = state;
  const current = attempt.challenge?.salt ?? 'none';
  const salt = { current, fresh: `salt-${salts.length}`, old: salts[0] ?? 'none' }[one.salt];
  const queuedAt = one.salt === 'old' ? START : (attempt.challenge?.sentAt.at(-1) ?? now);
  const kind = one.kind === 'next' ? nextKind(attempt, now, habitual) : one.kind;
  switch (kind) {
    case 'password_verified':
      return {
        type: kind,
        accountId: one.who,
        ...(one.isTemporary ? { temporaryHash: `temporary of ${one.who}` } : {}),
      };
    case 'password_replaced':
      return { type: kind, newPasswordHash: 'new' };
    case 'code_sent':
      return {
        type: kind,
        salt: // salts are random: that of an earlier code never comes again
          attempt.challenge && one.salt === 'current' ? current : `salt-${salts.length}`,
      };
    case 'code_handed_over':
    case 'code_undelivered':
      return { type: kind, queuedAt };
    case 'code_judged':
      return { type: kind, salt, isRight: one.isRight && habitual !== 'errs' };
    case 'pin_judged':
      return { type: kind, isRight: one.isRight };
    case 'delegation_chosen':
      return { type: kind, choice: { self: true } };
    case 'refused':
      return { type: kind, as: 'cancelled' };
    case 'answer_refused':
      return { type: kind, refusal: { page: 'password.0', status: 422, errors: [] } };
    case 'answer_taken':
    case 'answer_released':
    case 'first_access_completed':
    case 'consent_given':
      return { type: kind };
  }
}

function nextKind(attempt: LoginAttempt, now: number, habitual: Habit): LoginEvent['type'] {
  switch (stepOf(attempt, now)) {
    case 'password':
      return 'password_verified';
    case 'new_password':
      return 'password_replaced';
    case 'one_time_code':
      if (attempt.secondFactorAt !== undefined) return 'first_access_completed';
      if (!attempt.challenge || habitual === 'presses') return 'code_sent';
      if (habitual === 'errs') return 'code_judged';
      return attempt.challenge.handedOverAt === undefined ? 'code_handed_over' : 'code_judged';
    case 'pin':
      return 'pin_judged';
    case 'delegation':
      return 'delegation_chosen';
    case 'consent':
    case 'completed':
    case 'refused':
    case 'expired':
      return 'consent_given';
  }
}
