/** What must hold of a login, told by the events that were accepted alone: never by the machine's own fields. */
import assert from 'node:assert/strict';
import {
  CODE_SENDINGS,
  CODE_TRIES,
  INTERACTION_S,
  ONE_TIME_CODE_ABSOLUTE_S,
  ONE_TIME_CODE_S,
  PIN_TRIES,
  RESEND_WAIT_S,
} from '../../config/limits.ts';
import type { LoginAttempt } from '../../src/domain/login.ts';
import type { LoginEvent } from '../../src/domain/login-event.ts';

/** What was accepted, and when. */
export interface Accepted {
  readonly event: LoginEvent;
  readonly at: number;
}

/** Tries and sendings of each code, whether the login completes or not. */
export function checkEachCode(attempt: LoginAttempt, log: readonly Accepted[]): void {
  const bySalt = new Map<string, { tries: boolean[]; sentAt: number[] }>();
  for (const { event, at } of log) {
    if (event.type !== 'code_sent' && event.type !== 'code_judged') continue;
    const code = bySalt.get(event.salt) ?? { tries: [], sentAt: [] };
    bySalt.set(event.salt, code);
    if (event.type === 'code_judged') code.tries.push(event.isRight);
    else code.sentAt.push(at);
  }
  for (const { tries, sentAt } of bySalt.values()) {
    assert.ok(tries.length <= CODE_TRIES && sentAt.length <= CODE_SENDINGS);
    sentAt.reduce((before, next) => {
      assert.ok(next - before >= RESEND_WAIT_S * 1000);
      return next;
    });
    if (tries.length === CODE_TRIES && !tries.includes(true))
      assert.equal(attempt.refusedAs, 'too_many_codes');
  }
}

/** A completed login had each fact, in order, of one account, within every limit. */
export function checkCompleted(attempt: LoginAttempt, log: readonly Accepted[], now: number): void {
  const all = <T extends LoginEvent['type']>(type: T) =>
    log.filter(
      (one): one is Accepted & { event: Extract<LoginEvent, { type: T }> } =>
        one.event.type === type,
    );
  assert.ok(now < attempt.createdAt + INTERACTION_S * 1000);
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
  const sendings = all('code_sent').filter(({ event }) => event.salt === salt);
  const created = sendings[0]?.at ?? Infinity;
  const handed = all('code_handed_over').filter(
    ({ event, at }) => at <= code.at && event.queuedAt >= created,
  );
  const sentBefore = sendings.filter(({ at }) => at <= code.at);
  const from = handed.at(-1)?.at ?? sentBefore.at(-1)?.at ?? -Infinity;
  assert.ok(created >= password.at);
  assert.ok(code.at < created + ONE_TIME_CODE_ABSOLUTE_S * 1000, 'within 600 s of its creation');
  assert.ok(code.at < from + ONE_TIME_CODE_S * 1000, 'within 180 s of its last hand-over');

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
