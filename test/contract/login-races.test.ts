/** Many at once: one winner, nothing judged more often than allowed, and the safe state at the end. */
import assert from 'node:assert/strict';
import { CODE_TRIES, STRANGER_FREE } from '../../config/limits.ts';
import type { CommandDeps, StepResult } from '../../src/commands/deps.ts';
import { sendCode } from '../../src/commands/send-code.ts';
import { verifyCode } from '../../src/commands/verify-code.ts';
import { verifyPassword } from '../../src/commands/verify-password.ts';
import { verifyPin } from '../../src/commands/verify-pin.ts';
import { type LoginAttempt, stepOf } from '../../src/domain/login.ts';
import { pageOf } from '../../src/domain/login-page.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onBothEngines } from '../support/engines.ts';
import {
  citizen,
  codeSent,
  contextOf,
  newAttempt,
  stored,
  wrongCode,
} from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

onBothEngines('logins at once', (engine) => {
  let deps: TestDeps;
  let count = 0;
  before(async () => {
    deps = await openCommandDeps(engine().address('races'));
  });
  after(() => deps.close());
  beforeEach(() => {
    count += 1;
    deps.sent.length = 0;
    deps.recorded.length = 0;
  });

  const visitor = () => ({ address: `203.0.${count}.9` });
  const times = <T>(n: number, work: (index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: n }, (_, index) => work(index)));
  const statuses = (results: readonly StepResult[]): Record<string, number> =>
    Object.fromEntries(
      [undefined, 422, 429].map((status) => [
        String(status),
        results.filter(({ refusal }) => refusal?.status === status).length,
      ]),
    );
  /** Dependencies that count how many passwords or PINs were really compared. */
  const counting = (): { deps: TestDeps; verified: () => number } => {
    let verified = 0;
    const hasher: CommandDeps['hasher'] = {
      ...deps.hasher,
      verify: (...question) => {
        verified += 1;
        return deps.hasher.verify(...question);
      },
    };
    return { deps: { ...deps, hasher }, verified: () => verified };
  };
  const atCode = async (): Promise<{ attempt: LoginAttempt; code: string; accountId: string }> => {
    const person = await citizen(deps, count);
    const typed = { cardSerial: person.serial, password: person.password };
    const { attempt } = await verifyPassword(
      deps,
      contextOf(newAttempt(NOW), NOW, { visitor: visitor() }),
      typed,
    );
    return { attempt, code: codeSent(deps, attempt.id), accountId: person.account.id };
  };

  it('judges 5 of 20 parallel passwords for one serial from one network', async () => {
    const counted = counting();
    const results = await times(20, () =>
      verifyPassword(counted.deps, contextOf(newAttempt(NOW), NOW, { visitor: visitor() }), {
        cardSerial: '1111111111',
        password: 'x',
      }),
    );
    assert.equal(counted.verified(), STRANGER_FREE);
    assert.deepEqual(statuses(results), { undefined: 0, 422: 5, 429: 15 });
  });

  it('counts 20 parallel failures at 20 serials as 20: the address waits', async () => {
    const guess = (n: number): Promise<StepResult> =>
      verifyPassword(deps, contextOf(newAttempt(NOW), NOW, { visitor: visitor() }), {
        cardSerial: `22222222${String(n).padStart(2, '0')}`,
        password: 'x',
      });
    assert.deepEqual(statuses(await times(20, guess)), { undefined: 0, 422: 20, 429: 0 });
    assert.equal((await guess(21)).refusal?.retryAfter, 60);
  });

  it('judges one of 8 presses on the same page, and tells all of them the outcome', async () => {
    const person = await citizen(deps, count);
    const attempt = newAttempt(NOW);
    const press = (password: string, at: LoginAttempt): Promise<StepResult[]> => {
      const context = contextOf(at, NOW, { visitor: visitor(), page: pageOf(at, NOW) });
      return times(8, () =>
        verifyPassword(counted.deps, context, { cardSerial: person.serial, password }),
      );
    };
    const counted = counting();
    const wrong = await press('wrong', attempt);
    assert.equal(counted.verified(), 1);
    assert.deepEqual(statuses(wrong), { undefined: 0, 422: 8, 429: 0 });
    const right = await press(person.password, await stored(deps, attempt.id));
    assert.equal(counted.verified(), 2);
    assert.equal(deps.sent.length, 1, 'one SMS');
    for (const result of right) assert.equal(stepOf(result.attempt, NOW), 'one_time_code');
    const code = await stored(deps, attempt.id);
    const context = contextOf(code, NOW, { page: pageOf(code, NOW) });
    await times(8, () => verifyCode(deps, context, wrongCode(codeSent(deps, attempt.id))));
    assert.equal((await stored(deps, attempt.id)).challenge?.tries, 1);
  });

  it('judges at most 5 of 20 parallel wrong codes, and none after them', async () => {
    const { attempt, code, accountId } = await atCode();
    await times(20, () => verifyCode(deps, contextOf(attempt, NOW), wrongCode(code)));
    const after = await stored(deps, attempt.id);
    assert.ok((after.challenge?.tries ?? 99) <= CODE_TRIES);
    assert.equal(after.refusedAs, 'too_many_codes');
    const late = await verifyCode(deps, contextOf(after, NOW), code);
    assert.equal(late.attempt.secondFactorAt, undefined);
    assert.ok(((await deps.stores.accounts.get(accountId))?.codeFailures ?? 99) <= CODE_TRIES);
  });

  for (const many of [8, 20])
    it(`accepts the right code once of ${many} at once`, async () => {
      const { attempt, code } = await atCode();
      const results = await times(many, () => verifyCode(deps, contextOf(attempt, NOW), code));
      assert.equal(results.filter(({ isRepeat }) => isRepeat === undefined).length, 1);
      for (const result of results) assert.notEqual(result.attempt.refusedAs, 'account_closed');
      assert.equal(stepOf(await stored(deps, attempt.id), NOW), 'completed');
      assert.equal(deps.recorded.filter(({ kind }) => kind === 'login').length, 1);
    });

  it('sends one SMS for 20 presses on the button', async () => {
    const { attempt } = await atCode();
    const later = NOW + 60_000;
    await times(20, () => sendCode(deps, contextOf(attempt, later)));
    assert.equal(deps.sent.length, 2);
    assert.equal((await stored(deps, attempt.id)).challenge?.sentAt.length, 2);
  });

  it('verifies 5 of 20 parallel PINs, and lets none in after 3 wrong ones', async () => {
    const hash = await deps.hasher.hash('482913');
    const { account } = await citizen(deps, count, { pin: { hash, setAt: 0, failures: 0 } });
    const attempt: LoginAttempt = {
      ...newAttempt(NOW, { needsPin: true }),
      accountId: account.id,
      passwordAt: NOW,
      secondFactorAt: NOW,
      amr: ['pwd', 'sms', 'mfa'],
    };
    await deps.stores.attempts.insert(attempt);
    const counted = counting();
    await times(20, () => verifyPin(counted.deps, contextOf(attempt, NOW), '000000'));
    assert.ok(counted.verified() <= 5);
    assert.equal((await stored(deps, attempt.id)).pinAt, undefined);
    assert.equal((await stored(deps, attempt.id)).pinFailures, 3);
    assert.equal((await deps.stores.accounts.get(account.id))?.pin?.failures, counted.verified());
  });
});
