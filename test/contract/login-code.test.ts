/** The one-time code and the first access as commands. */
import assert from 'node:assert/strict';
import { CODE_TRIES } from '../../config/limits.ts';
import type { LoginContext, StepResult } from '../../src/commands/deps.ts';
import { enrolCitizen } from '../../src/commands/enrol-citizen.ts';
import { sendCode } from '../../src/commands/send-code.ts';
import { verifyCode } from '../../src/commands/verify-code.ts';
import { verifyPassword } from '../../src/commands/verify-password.ts';
import { type LoginAttempt, stepOf } from '../../src/domain/login.ts';
import { pageOf } from '../../src/domain/login-page.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onEngine, startSqlite } from '../support/engines.ts';
import { enrolment } from '../support/invented-people.ts';
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
});
