/** One login, step by step: what is asked next, and what each event adds. */
import assert from 'node:assert/strict';
import { CODE_TRIES, INTERACTION_S, PIN_ALONE_S, PIN_TRIES } from '../../config/limits.ts';
import { beginAttempt } from '../../src/domain/begin-attempt.ts';
import { type LoginAttempt, stepOf } from '../../src/domain/login.ts';
import type { LoginEvent } from '../../src/domain/login-event.ts';
import { StepNotAllowedError, record } from '../../src/domain/login-events.ts';
import { isAnswered, isBeingJudged, pageOf, storedRefusal } from '../../src/domain/login-page.ts';
import { REQUESTED, newAttempt } from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const after = (attempt: LoginAttempt, ...events: readonly LoginEvent[]): LoginAttempt =>
  events.reduce((current, event) => record(current, event, NOW), attempt);

const PASSWORD: LoginEvent = { type: 'password_verified', accountId: 'anna' };
const TEMPORARY: LoginEvent = { ...PASSWORD, temporaryHash: 'temporary' };
const REPLACED: LoginEvent = { type: 'password_replaced', newPasswordHash: 'new' };
const SENT: LoginEvent = { type: 'code_sent', salt: 's' };
const RIGHT: LoginEvent = { type: 'code_judged', salt: 's', isRight: true };
const SELF: LoginEvent = { type: 'delegation_chosen', choice: { self: true } };
const SESSION = {
  accountId: 'anna',
  passwordAt: NOW - 60_000,
  secondFactorAt: NOW - 60_000,
  amr: ['pwd', 'sms', 'mfa'],
} as const;

describe('the steps of a login', () => {
  it('asks for password, code, choice, and is completed', () => {
    const begun = newAttempt(NOW);
    assert.equal(stepOf(begun, NOW), 'password');
    assert.equal(stepOf(after(begun, PASSWORD), NOW), 'one_time_code');
    assert.equal(stepOf(after(begun, PASSWORD, SENT), NOW), 'one_time_code');
    const proven = after(begun, PASSWORD, SENT, RIGHT);
    assert.equal(stepOf(proven, NOW), 'delegation');
    assert.deepEqual(proven.amr, ['pwd', 'sms', 'mfa']);
    assert.equal(stepOf(after(proven, SELF), NOW), 'completed');
  });

  it('asks for a new password before the code, and keeps the code page until it stands', () => {
    const first = after(newAttempt(NOW), TEMPORARY);
    assert.equal(stepOf(first, NOW), 'new_password');
    assert.throws(() => after(first, SENT), StepNotAllowedError);
    const proven = after(first, REPLACED, SENT, RIGHT);
    assert.equal(stepOf(proven, NOW), 'one_time_code');
    assert.equal(stepOf(after(proven, { type: 'first_access_completed' }), NOW), 'delegation');
  });

  it('asks for the PIN after the code and for consent at the end', () => {
    const begun = newAttempt(NOW, { needsPin: true, needsConsent: 'third_party' });
    const proven = after(begun, PASSWORD, SENT, RIGHT);
    assert.equal(stepOf(proven, NOW), 'pin');
    const withPin = after(proven, { type: 'pin_judged', isRight: true });
    assert.deepEqual(withPin.amr, ['pwd', 'sms', 'mfa', 'pin']);
    const chosen = after(withPin, SELF);
    assert.equal(stepOf(chosen, NOW), 'consent');
    assert.equal(stepOf(after(chosen, { type: 'consent_given' }), NOW), 'completed');
  });

  it('ends after the last wrong code and after the last wrong PIN', () => {
    const wrong: LoginEvent = { type: 'code_judged', salt: 's', isRight: false };
    const sent = after(newAttempt(NOW), PASSWORD, SENT);
    const almost = after(sent, ...Array.from({ length: CODE_TRIES - 1 }, () => wrong));
    assert.equal(stepOf(almost, NOW), 'one_time_code');
    assert.equal(after(almost, wrong).refusedAs, 'too_many_codes');
    assert.throws(() => after(almost, wrong, RIGHT), StepNotAllowedError);
    const pin: LoginEvent = { type: 'pin_judged', isRight: false };
    const asked = after(newAttempt(NOW, { needsPin: true }), PASSWORD, SENT, RIGHT);
    const refused = after(asked, ...Array.from({ length: PIN_TRIES }, () => pin));
    assert.equal(refused.refusedAs, 'too_many_codes');
  });

  it('never counts an answer to another code than the one that was compared', () => {
    const sent = after(newAttempt(NOW), PASSWORD, SENT);
    const later = NOW + 200_000;
    const renewed = record(sent, { type: 'code_sent', salt: 't' }, later);
    assert.throws(() => record(renewed, RIGHT, later), StepNotAllowedError);
    assert.equal(renewed.challenge?.tries, 0);
  });

  it('is expired 30 minutes after its beginning, whatever is missing', () => {
    const attempt = after(newAttempt(NOW), PASSWORD);
    assert.equal(stepOf(attempt, NOW + INTERACTION_S * 1000 - 1), 'one_time_code');
    const late = NOW + INTERACTION_S * 1000;
    assert.equal(stepOf(attempt, late), 'expired');
    assert.throws(() => record(attempt, { type: 'refused', as: 'cancelled' }, late));
  });

  it('hears of a hand-over at any time and never lets it answer a page', () => {
    const sent = after(newAttempt(NOW), PASSWORD, SENT);
    const told = record(sent, { type: 'code_handed_over', queuedAt: NOW }, NOW + 5);
    assert.equal(told.challenge?.handedOverAt, NOW + 5);
    assert.equal(told.answers, sent.answers);
    const refused = after(told, { type: 'refused', as: 'cancelled' });
    assert.equal(
      record(refused, { type: 'code_handed_over', queuedAt: NOW }, NOW + 9).refusedAs,
      'cancelled',
    );
  });
});

describe('an attempt begun in a session', () => {
  const begin = (requested: Partial<typeof REQUESTED>, now = NOW): LoginAttempt =>
    beginAttempt({ id: 'x', requested: { ...REQUESTED, ...requested }, now, session: SESSION });

  it('asks neither password nor code', () => {
    assert.equal(stepOf(begin({}), NOW), 'delegation');
    const choice = { delegationId: 'd' } as const;
    const session = { ...SESSION, choice };
    const again = beginAttempt({ id: 'x', requested: REQUESTED, now: NOW, session });
    assert.equal(stepOf(again, NOW), 'completed');
  });

  it('shows the choice page when no choice holds, so that nobody returns to oneself in silence', () => {
    assert.equal(begin({}).requested.needsChoice, true);
    assert.equal(begin({ mayDelegate: false }).requested.needsChoice, false);
    assert.equal(newAttempt(NOW).requested.needsChoice, false);
  });

  it('takes the PIN alone only within 30 minutes of password and code', () => {
    const asked = begin({ needsPin: true });
    assert.equal(stepOf(asked, NOW), 'pin');
    const end = SESSION.secondFactorAt + PIN_ALONE_S * 1000;
    assert.equal(stepOf(asked, end - 1), 'pin');
    assert.equal(stepOf(asked, end), 'expired');
    assert.equal(stepOf(begin({ needsPin: true }, end), end), 'password');
  });
});

describe('the page field', () => {
  const begun = newAttempt(NOW);

  it('names step and answers, and is answered when either moved on', () => {
    assert.equal(pageOf(begun, NOW), 'password.0');
    const taken = after(begun, { type: 'answer_taken' });
    assert.equal(pageOf(taken, NOW), 'password.1');
    assert.equal(isAnswered(taken, { step: 'password', page: 'password.0' }, NOW), true);
    assert.equal(isAnswered(taken, { step: 'password', page: 'password.1' }, NOW), false);
    assert.equal(isAnswered(taken, { step: 'password' }, NOW), false, 'left out it is a fresh try');
    assert.equal(isAnswered(taken, { step: 'pin' }, NOW), true, 'another step is reached');
    assert.equal(isAnswered(taken, { step: 'password', page: 'password.9' }, NOW), true);
  });

  it('is being judged between the answer and its outcome', () => {
    const taken = after(begun, { type: 'answer_taken' });
    assert.equal(isBeingJudged(taken, 'password.0', NOW), true);
    assert.equal(isBeingJudged(taken, 'password.1', NOW), false);
    const refusal = { page: 'password.0', status: 422, errors: [{ key: 'k' }] } as const;
    const refused = after(taken, { type: 'answer_refused', refusal });
    assert.equal(isBeingJudged(refused, 'password.0', NOW), false);
    assert.deepEqual(storedRefusal(refused, 'password.0'), refusal);
    assert.equal(storedRefusal(refused, 'password.1'), undefined);
    assert.equal(pageOf(after(taken, { type: 'answer_released' }), NOW), 'password.0');
  });
});
