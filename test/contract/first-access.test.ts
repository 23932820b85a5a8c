/** The first access as commands: the new password waits for the code. */
import assert from 'node:assert/strict';
import type { LoginContext, StepResult } from '../../src/commands/deps.ts';
import { enrolCitizen } from '../../src/commands/enrol-citizen.ts';
import { replacePassword } from '../../src/commands/replace-password.ts';
import { verifyCode } from '../../src/commands/verify-code.ts';
import { verifyPassword } from '../../src/commands/verify-password.ts';
import { type LoginAttempt, stepOf } from '../../src/domain/login.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onEngine, startSqlite } from '../support/engines.ts';
import { enrolment, inventedCredentials } from '../support/invented-people.ts';
import { codeSent, contextOf, newAttempt, stored } from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const NEW_PASSWORD = { password: 'sasso nuvola pane', confirmation: 'sasso nuvola pane' };

onEngine('the first access', 'sqlite', startSqlite, (engine) => {
  let deps: TestDeps;
  before(async () => {
    deps = await openCommandDeps(engine().address('first'));
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
