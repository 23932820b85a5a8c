/** SMS asked for in a login: again, anew, and when there is no more. */
import assert from 'node:assert/strict';
import type { LoginContext, StepResult } from '../../src/commands/deps.ts';
import { sendCode } from '../../src/commands/send-code.ts';
import { verifyCode } from '../../src/commands/verify-code.ts';
import { verifyPassword } from '../../src/commands/verify-password.ts';
import { type LoginAttempt, stepOf } from '../../src/domain/login.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onEngine, startSqlite } from '../support/engines.ts';
import {
  type Citizen,
  citizen,
  codeSent,
  contextOf,
  newAttempt,
  stored,
} from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

onEngine('sending a one-time code', 'sqlite', startSqlite, (engine) => {
  let deps: TestDeps;
  let count = 0;
  before(async () => {
    deps = await openCommandDeps(engine().address('sendings'));
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
});
