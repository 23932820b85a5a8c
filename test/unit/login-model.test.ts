/** The login machine against a model of its own: no order of events opens what it must not. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CODE_SENDINGS,
  CODE_TRIES,
  INTERACTION_S,
  ONE_TIME_CODE_ABSOLUTE_S,
  ONE_TIME_CODE_S,
  PIN_TRIES,
  RESEND_WAIT_S,
} from '../../config/limits.ts';
import { type LoginAttempt, type Requested, stepOf } from '../../src/domain/login.ts';
import type { LoginEvent } from '../../src/domain/login-event.ts';
import { StepNotAllowedError, record } from '../../src/domain/login-events.ts';
import { newAttempt } from '../support/login-attempts.ts';

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

/** What was accepted, and when. */
interface Accepted {
  readonly event: LoginEvent;
  readonly at: number;
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

describe('the login machine', () => {
  it('completes only with password and code of one account and attempt, within every limit', () => {
    let completed = 0;
    fc.assert(
      fc.property(requested, fc.array(move, { minLength: 4, maxLength: 24 }), (asked, moves) => {
        const { attempt, log, now } = run(newAttempt(START, asked), moves);
        if (stepOf(attempt, now) !== 'completed') return;
        completed += 1;
        checkLog(attempt, log, now);
      }),
      { numRuns: 20_000, seed: 20_261_124 },
    );
    assert.ok(completed > 1000, `enough runs complete to mean something: ${completed}`);
  });
});

function run(
  begun: LoginAttempt,
  moves: readonly Move[],
): { attempt: LoginAttempt; log: Accepted[]; now: number } {
  let attempt = begun;
  let now = START;
  const salts: string[] = [];
  const log: Accepted[] = [];
  for (const one of moves) {
    now += one.jumpS * 1000;
    const event = eventOf(one, { attempt, salts, now });
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
  state: { attempt: LoginAttempt; salts: readonly string[]; now: number },
): LoginEvent {
  const { attempt, salts, now } = state;
  const current = attempt.challenge?.salt ?? 'none';
  const salt = { current, fresh: `salt-${salts.length}`, old: salts[0] ?? 'none' }[one.salt];
  const queuedAt = one.salt === 'old' ? START : (attempt.challenge?.sentAt.at(-1) ?? now);
  const kind = one.kind === 'next' ? nextKind(attempt, now) : one.kind;
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
        salt: attempt.challenge && one.salt !== 'fresh' ? salt : `salt-${salts.length}`,
      };
    case 'code_handed_over':
    case 'code_undelivered':
      return { type: kind, queuedAt };
    case 'code_judged':
      return { type: kind, salt, isRight: one.isRight };
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

function nextKind(attempt: LoginAttempt, now: number): LoginEvent['type'] {
  switch (stepOf(attempt, now)) {
    case 'password':
      return 'password_verified';
    case 'new_password':
      return 'password_replaced';
    case 'one_time_code':
      if (attempt.secondFactorAt !== undefined) return 'first_access_completed';
      if (!attempt.challenge) return 'code_sent';
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

/** The invariant, told by what was accepted alone: never by the fields the machine keeps. */
function checkLog(attempt: LoginAttempt, log: readonly Accepted[], now: number): void {
  const all = <T extends LoginEvent['type']>(type: T) =>
    log.filter(
      (one): one is Accepted & { event: Extract<LoginEvent, { type: T }> } =>
        one.event.type === type,
    );
  assert.ok(now < START + INTERACTION_S * 1000);
  assert.equal(all('refused').length, 0);

  const [password, ...otherPasswords] = all('password_verified');
  assert.ok(password);
  assert.equal(otherPasswords.length, 0);
  assert.equal(attempt.accountId, password.event.accountId);

  const right = all('code_judged').filter(({ event }) => event.isRight);
  const code = right.at(-1);
  assert.ok(code);
  assert.ok(code.at >= password.at);
  const { salt } = code.event;
  const sendings = all('code_sent').filter(
    ({ event }) => event.salt === salt && password.at <= code.at,
  );
  const created = sendings[0]?.at ?? Infinity;
  const handed = all('code_handed_over').filter(
    ({ event, at }) => at <= code.at && event.queuedAt >= created,
  );
  const sentBefore = sendings.filter(({ at }) => at <= code.at);
  const from = handed.at(-1)?.at ?? sentBefore.at(-1)?.at ?? -Infinity;
  assert.ok(created >= password.at);
  assert.ok(code.at < created + ONE_TIME_CODE_ABSOLUTE_S * 1000, 'within 600 s of its creation');
  assert.ok(code.at < from + ONE_TIME_CODE_S * 1000, 'within 180 s of its last hand-over');
  const judged = all('code_judged').filter(({ event }) => event.salt === salt);
  assert.ok(judged.length <= CODE_TRIES);
  for (const { event } of judged) assert.equal(event.salt, salt);
  assert.ok(sendings.length <= CODE_SENDINGS);
  sendings.reduce((before, next) => {
    assert.ok(next.at - before.at >= RESEND_WAIT_S * 1000);
    return next;
  });

  if (password.event.temporaryHash !== undefined) {
    const replaced = all('password_replaced')[0];
    assert.ok(replaced && replaced.at >= password.at && replaced.at <= created);
    assert.ok(
      log.findIndex(({ event }) => event === replaced.event) <
        log.findIndex(({ event }) => event === sendings[0]?.event),
    );
    assert.ok((all('first_access_completed')[0]?.at ?? -Infinity) >= (right[0]?.at ?? Infinity));
  }
  const pins = all('pin_judged');
  assert.equal(
    pins.some(({ event }) => event.isRight),
    attempt.requested.needsPin,
  );
  assert.ok(pins.filter(({ event }) => !event.isRight).length < PIN_TRIES);
  assert.ok(all('delegation_chosen').length === 1);
  assert.equal(all('consent_given').length, attempt.requested.needsConsent === false ? 0 : 1);
}
