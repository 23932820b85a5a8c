/** The PIN as a command. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { PHONE_CHANGE_HOLD_S, PIN_FAILURES_IN_ROW } from '../../config/limits.ts';
import type { LoginContext, StepResult } from '../../src/commands/deps.ts';
import { cancelLogin } from '../../src/commands/refuse-login.ts';
import { settleChoice, settledAttempt } from '../../src/commands/settle-choice.ts';
import { verifyPin } from '../../src/commands/verify-pin.ts';
import { beginAttempt } from '../../src/domain/begin-attempt.ts';
import { type LoginAttempt, type Requested, stepOf } from '../../src/domain/login.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onEngine, startSqlite } from '../support/engines.ts';
import { REQUESTED, citizen, contextOf, stored } from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const PIN = '482913';

onEngine('verifying a PIN', 'sqlite', startSqlite, (engine) => {
  let deps: TestDeps;
  let count = 0;
  before(async () => {
    deps = await openCommandDeps(engine().address('pin'));
  });
  after(() => deps.close());

  /** An attempt of a session whose person was given this request; stored unless told otherwise. */
  const begin = async (
    requested: Partial<Requested>,
    { failures = 0, hasPin = true }: { failures?: number; hasPin?: boolean } = {},
  ): Promise<LoginAttempt> => {
    count += 1;
    const hash = await deps.hasher.hash(PIN);
    const { account } = await citizen(
      deps,
      count,
      hasPin ? { pin: { hash, setAt: 0, failures } } : {},
    );
    const attempt = beginAttempt({
      id: randomUUID(),
      requested: { ...REQUESTED, ...requested },
      now: NOW,
      session: {
        accountId: account.id,
        passwordAt: NOW,
        secondFactorAt: NOW,
        amr: ['pwd', 'sms', 'mfa'],
      },
    });
    const kept = {
      ...attempt,
      requested: { ...attempt.requested, needsChoice: requested.needsChoice ?? false },
    };
    await deps.stores.attempts.insert(kept);
    return kept;
  };
  const at = async (
    attempt: LoginAttempt,
    change: Partial<LoginContext> = {},
  ): Promise<LoginContext> => contextOf(await stored(deps, attempt.id), NOW, change);
  const keyOf = ({ refusal }: StepResult): string | undefined => refusal?.errors[0]?.key;
  const failuresOf = async ({ accountId = '' }: LoginAttempt): Promise<number | undefined> =>
    (await deps.stores.accounts.get(accountId))?.pin?.failures;

  it('is accepted with spaces, clears the failures, and settles the choice of one', async () => {
    const attempt = await begin({ needsPin: true }, { failures: 3 });
    const result = await verifyPin(deps, await at(attempt), '482 913');
    assert.equal(stepOf(result.attempt, NOW), 'completed');
    assert.ok(result.attempt.amr.includes('pin'));
    assert.equal(await failuresOf(attempt), 0);
  });

  it('counts nothing that cannot be a PIN, and says the tries that are left', async () => {
    const attempt = await begin({ needsPin: true }, { failures: 3 });
    for (const typed of ['48291', '4829133', 'abcdef', '__proto__', '\u0664829133'.slice(0, 6)]) {
      const { refusal } = await verifyPin(deps, await at(attempt), typed);
      assert.deepEqual(refusal?.errors[0], {
        field: 'pin',
        key: 'pin.error.refused',
        args: { n: 2 },
      });
    }
    assert.equal(await failuresOf(attempt), 3);
  });

  it('says how many tries are left and ends the attempt after 3', async () => {
    const attempt = await begin({ needsPin: true });
    const left = [];
    for (let tries = 0; tries < 3; tries += 1)
      left.push(
        (await verifyPin(deps, await at(attempt), '000000')).refusal?.errors[0]?.args?.['n'],
      );
    assert.deepEqual(left, [2, 1, undefined]);
    assert.equal((await stored(deps, attempt.id)).refusedAs, 'too_many_codes');
    assert.equal(await failuresOf(attempt), 3);
  });

  it('is locked after 5 wrong ones in a row over all attempts, also for the right one', async () => {
    const attempt = await begin({ needsPin: true }, { failures: PIN_FAILURES_IN_ROW - 1 });
    assert.equal(keyOf(await verifyPin(deps, await at(attempt), '000000')), 'pin.error.locked');
    assert.equal(keyOf(await verifyPin(deps, await at(attempt), PIN)), 'pin.error.locked');
    const { attempt: ended } = await cancelLogin(deps, await at(attempt));
    assert.equal(ended.refusedAs, 'unmet_acr', 'the client hears that the level is out of reach');
  });

  it('rests for a day after a change of telephone, without counting', async () => {
    const attempt = await begin({ needsPin: true });
    await deps.stores.accounts.update(attempt.accountId ?? '', (account) => ({
      ...account,
      phoneChangedAt: NOW,
    }));
    const until = NOW + PHONE_CHANGE_HOLD_S * 1000;
    assert.deepEqual((await verifyPin(deps, await at(attempt), PIN)).refusal?.errors, [
      { field: 'pin', key: 'pin.error.paused', args: { time: until, date: until } },
    ]);
    assert.equal(await failuresOf(attempt), 0);
  });

  it('that nobody was given ends the attempt, in a GET without storing it', async () => {
    const attempt = await begin({ needsPin: true }, { hasPin: false });
    assert.equal((await settledAttempt(deps, attempt, NOW)).refusedAs, 'unmet_acr');
    assert.equal((await stored(deps, attempt.id)).refusedAs, undefined);
    assert.equal((await settleChoice(deps, attempt, NOW)).refusedAs, 'unmet_acr');
  });
});
