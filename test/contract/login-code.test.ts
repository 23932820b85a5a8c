/** The one-time code and the first access as commands. */
import assert from 'node:assert/strict';
import { CODE_TRIES } from '../../config/limits.ts';
import type { LoginContext, StepResult } from '../../src/commands/deps.ts';
import { enrolCitizen } from '../../src/commands/enrol-citizen.ts';
import { replacePassword } from '../../src/commands/replace-password.ts';
import { sendCode } from '../../src/commands/send-code.ts';
import { verifyCode } from '../../src/commands/verify-code.ts';
import { verifyPassword } from '../../src/commands/verify-password.ts';
import { type LoginAttempt, stepOf } from '../../src/domain/login.ts';
import { pageOf } from '../../src/domain/login-page.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onEngine, startSqlite } from '../support/engines.ts';
import { enrolment, inventedCredentials } from '../support/invented-people.ts';
import {
  type Citizen,
  citizen,
  codeSent,
  contextOf,
  newAttempt,
  stored,
  wrongCode,
} from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const NEW_PASSWORD = { password: 'sasso nuvola pane', confirmation: 'sasso nuvola pane' };

onEngine('verifying a one-time code', 'sqlite', startSqlite, (engine) => {
  let deps: TestDeps;
  let count = 0;
  before(async () => {
    deps = await openCommandDeps(engine().address('code'));
  });
  after(() => deps.close());
  beforeEach(() => {
    deps.sent.length = 0;
    deps.recorded.length = 0;
  });

  const at = async (
    attempt: LoginAttempt,
    now: number,
    change: Partial<LoginContext> = {},
  ): Promise<LoginContext> => contextOf(await stored(deps, attempt.id), now, change);
  const keyOf = ({ refusal }: StepResult): string | undefined => refusal?.errors[0]?.key;

  /** A person of their own at the code page. */
  const atCode = async (): Promise<{ person: Citizen; attempt: LoginAttempt; code: string }> => {
    count += 1;
    const person = await citizen(deps, 100 + count);
    const visitor = { address: `198.52.${count}.7` };
    const typed = { cardSerial: person.serial, password: person.password };
    const { attempt } = await verifyPassword(
      deps,
      contextOf(newAttempt(NOW), NOW, { visitor }),
      typed,
    );
    return { person, attempt, code: codeSent(deps, attempt.id) };
  };

  it('completes the login with the right code, also out of the pasted SMS', async () => {
    const { attempt, code, person } = await atCode();
    const result = await verifyCode(
      deps,
      await at(attempt, NOW + 1000),
      `codice = ${code}\n\n@localhost #${code}`,
    );
    assert.equal(stepOf(result.attempt, NOW), 'completed');
    assert.deepEqual(result.attempt.choice, { self: true });
    assert.deepEqual(deps.recorded, [
      { kind: 'login', subject: person.account.id, data: { client_id: 'portale-salute' } },
    ]);
  });

  it('asks for 8 digits without counting', async () => {
    const { attempt } = await atCode();
    assert.equal(
      keyOf(await verifyCode(deps, await at(attempt, NOW), '')),
      'one_time_code.error.empty',
    );
    assert.equal(
      keyOf(await verifyCode(deps, await at(attempt, NOW), 'abc')),
      'one_time_code.error.format',
    );
    assert.equal((await stored(deps, attempt.id)).challenge?.tries, 0);
  });

  it('announces the last try and ends the attempt after it', async () => {
    const { attempt, code, person } = await atCode();
    const keys = [];
    for (let tries = 0; tries < CODE_TRIES; tries += 1)
      keys.push(keyOf(await verifyCode(deps, await at(attempt, NOW), wrongCode(code))));
    assert.deepEqual(keys, [
      ...Array.from({ length: CODE_TRIES - 2 }, () => 'one_time_code.error.refused'),
      'one_time_code.error.last_try',
      undefined,
    ]);
    assert.equal((await stored(deps, attempt.id)).refusedAs, 'too_many_codes');
    const late = await verifyCode(deps, await at(attempt, NOW), code);
    assert.equal(late.attempt.secondFactorAt, undefined);
    assert.equal((await deps.stores.accounts.get(person.account.id))?.codeFailures, CODE_TRIES);
  });

  it('allows an account 10 codes in 24 hours, over all its logins', async () => {
    const { person } = await atCode();
    const login = async (now: number): Promise<LoginAttempt> => {
      const typed = { cardSerial: person.serial, password: person.password };
      return (await verifyPassword(deps, contextOf(newAttempt(now), now), typed)).attempt;
    };
    let now = NOW;
    for (let round = 0; round < 2; round += 1) {
      now += 600_000;
      const attempt = await login(now);
      const wrong = wrongCode(codeSent(deps, attempt.id));
      for (let tries = 0; tries < CODE_TRIES; tries += 1)
        await verifyCode(deps, await at(attempt, now), wrong);
    }
    assert.equal((await login(now + 600_000)).refusedAs, 'too_many_codes');
    assert.equal(stepOf(await login(now + 86_400_000), now + 86_400_000), 'one_time_code');
  });

  it('refuses a code that is over without counting it, and sends a new one on request', async () => {
    const { attempt, code } = await atCode();
    const late = NOW + 180_000;
    assert.equal(
      keyOf(await verifyCode(deps, await at(attempt, late), code)),
      'one_time_code.error.expired',
    );
    assert.equal((await stored(deps, attempt.id)).challenge?.tries, 0);
    const { attempt: renewed, refusal } = await sendCode(deps, await at(attempt, late));
    assert.equal(refusal, undefined);
    assert.notEqual(renewed.challenge?.salt, attempt.challenge?.salt);
    const fresh = codeSent(deps, attempt.id);
    assert.notEqual(fresh, code);
    assert.equal(
      keyOf(await verifyCode(deps, await at(attempt, late), code)),
      'one_time_code.error.refused',
    );
    assert.equal(
      stepOf((await verifyCode(deps, await at(attempt, late), fresh)).attempt, late),
      'completed',
    );
  });

  it('repeats the same code after 60 s, three times, and says when there is no more', async () => {
    const { attempt, code } = await atCode();
    const soon = await sendCode(deps, await at(attempt, NOW + 59_000));
    assert.deepEqual(soon.refusal, {
      status: 429,
      errors: [{ key: 'one_time_code.note.wait', args: { time: NOW, seconds: 1 } }],
      retryAfter: 1,
    });
    for (const seconds of [60, 120]) {
      await sendCode(deps, await at(attempt, NOW + seconds * 1000));
      assert.equal(codeSent(deps, attempt.id), code);
    }
    const none = await sendCode(deps, await at(attempt, NOW + 200_000));
    assert.deepEqual(none.refusal?.errors, [
      { key: 'one_time_code.error.no_more_sms', args: { n: 3, time: NOW + 300_000 } },
    ]);
    assert.equal(deps.sent.length, 3);
  });

  it('sends an account 4 SMS in 10 minutes, however many logins ask', async () => {
    const { person, attempt } = await atCode();
    for (let logins = 0; logins < 3; logins += 1) {
      const typed = { cardSerial: person.serial, password: person.password };
      await verifyPassword(deps, contextOf(newAttempt(NOW), NOW), typed);
    }
    const refused = await sendCode(deps, await at(attempt, NOW + 60_000));
    assert.deepEqual(refused.refusal?.errors, [
      { key: 'one_time_code.error.no_more_sms', args: { n: 4, time: NOW + 600_000 } },
    ]);
    assert.equal(deps.sent.length, 4);
  });

  it('ends a login whose account was closed, or given a new first password, meanwhile', async () => {
    const { attempt, code, person } = await atCode();
    await deps.stores.accounts.update(person.account.id, (account) => ({
      ...account,
      status: 'suspended',
    }));
    const result = await verifyCode(deps, await at(attempt, NOW), code);
    assert.equal(result.attempt.refusedAs, 'account_closed');
    const other = await atCode();
    await enrolCitizen(deps, enrolment(100 + count), NOW + 1000);
    const late = await verifyCode(deps, await at(other.attempt, NOW + 2000), other.code);
    assert.equal(late.attempt.refusedAs, 'account_closed');
  });

  it('does nothing for a page that was answered, and tells nothing new', async () => {
    const { attempt, code } = await atCode();
    const page = pageOf(await stored(deps, attempt.id), NOW);
    const wrong = await verifyCode(deps, await at(attempt, NOW, { page }), wrongCode(code));
    const repeat = await verifyCode(deps, await at(attempt, NOW, { page }), wrongCode(code));
    assert.deepEqual(
      [keyOf(wrong), keyOf(repeat), repeat.isRepeat],
      ['one_time_code.error.refused', 'one_time_code.error.refused', true],
    );
    assert.equal((await stored(deps, attempt.id)).challenge?.tries, 1);
    const resend = await sendCode(deps, await at(attempt, NOW + 60_000, { page }));
    assert.equal(resend.isRepeat, true);
    assert.equal(deps.sent.length, 1);
  });

  it('puts the new password in force with the code: before it the temporary one works, after it no more', async () => {
    const { deskHalf = '' } = await enrolCitizen(deps, enrolment(7), NOW - 1000);
    const half = deps.sent.findLast(({ kind }) => kind === 'password_half');
    const smsHalf = half && 'text' in half.body ? (half.body.text.split(/\s+/).at(-1) ?? '') : '';
    const temporary = {
      cardSerial: inventedCredentials(7).cardSerial,
      password: deskHalf + smsHalf,
    };
    const first = await verifyPassword(deps, contextOf(newAttempt(NOW), NOW), temporary);
    const same = {
      password: temporary.password.toUpperCase(),
      confirmation: temporary.password.toUpperCase(),
    };
    assert.equal(
      keyOf(await replacePassword(deps, await at(first.attempt, NOW), same)),
      'new_password.error.temporary',
    );
    const short = { password: 'breve', confirmation: 'breve' };
    assert.deepEqual(
      (await replacePassword(deps, await at(first.attempt, NOW), short)).refusal?.errors,
      [{ field: 'new_password', key: 'new_password.error.short', args: { n: 5 } }],
    );
    const replaced = await replacePassword(deps, await at(first.attempt, NOW), NEW_PASSWORD);
    assert.equal(stepOf(replaced.attempt, NOW), 'one_time_code');

    const again = await verifyPassword(deps, contextOf(newAttempt(NOW), NOW), temporary);
    assert.equal(
      stepOf(again.attempt, NOW),
      'new_password',
      'the temporary password works until then',
    );

    const done = await verifyCode(
      deps,
      await at(first.attempt, NOW),
      codeSent(deps, first.attempt.id),
    );
    assert.equal(stepOf(done.attempt, NOW), 'completed');
    assert.ok(deps.recorded.some(({ kind }) => kind === 'first_access_completed'));
    const old = await verifyPassword(deps, contextOf(newAttempt(NOW), NOW), temporary);
    assert.equal(keyOf(old), 'password.error.refused');
    const own = { ...temporary, password: NEW_PASSWORD.password };
    const next = await verifyPassword(deps, contextOf(newAttempt(NOW), NOW), own);
    assert.equal(stepOf(next.attempt, NOW), 'one_time_code');
  });
});
