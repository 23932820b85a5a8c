/** Password tries that are counted: who waits, who is spared, and what a repeat costs. */
import assert from 'node:assert/strict';
import { CODE_FAILURES_IN_ROW, STRANGER_FREE } from '../../config/limits.ts';
import { rememberDevice } from '../../src/commands/remember-device.ts';
import { verifyPassword } from '../../src/commands/verify-password.ts';
import type { StepResult, Visitor } from '../../src/commands/deps.ts';
import { createHasher } from '../../src/credentials/hasher.ts';
import { OverloadedError } from '../../src/domain/errors.ts';
import { stepOf } from '../../src/domain/login.ts';
import { pageOf } from '../../src/domain/login-page.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onEngine, startSqlite } from '../support/engines.ts';
import { type Citizen, citizen, contextOf, newAttempt, stored } from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

onEngine('the throttle of passwords', 'sqlite', startSqlite, (engine) => {
  let deps: TestDeps;
  let mario: Citizen;
  let network = 0;
  before(async () => {
    deps = await openCommandDeps(engine().address('throttle'));
    mario = await citizen(deps, 1);
  });
  after(() => deps.close());
  beforeEach(() => {
    network += 1;
    deps.sent.length = 0;
    deps.recorded.length = 0;
  });

  const elsewhere = (): Visitor => ({ address: `198.51.${network}.7` });
  const login = (
    cardSerial: string,
    password: string,
    { now = NOW, visitor = elsewhere() }: { now?: number; visitor?: Visitor } = {},
  ): Promise<StepResult> =>
    verifyPassword(deps, contextOf(newAttempt(now), now, { visitor }), { cardSerial, password });

  it('slows down after 5 failures, for an unknown serial too, and never at another network', async () => {
    for (const serial of [mario.serial, '0000000002']) {
      for (let tries = 0; tries < STRANGER_FREE; tries += 1)
        assert.equal((await login(serial, 'x')).refusal?.status, 422);
      const slow = await login(serial, 'x');
      assert.deepEqual(slow.refusal, {
        status: 429,
        errors: [{ key: 'password.error.slow_down', args: { seconds: 30 } }],
        retryAfter: 30,
      });
      assert.equal((await login(serial, 'x', { now: NOW + 30_000 })).refusal?.status, 422);
    }
    network += 1;
    const honest = await login(mario.serial, mario.password, { now: NOW + 700_000 });
    assert.equal(stepOf(honest.attempt, NOW + 700_000), 'one_time_code');
  });

  it('leaves a known device alone whatever strangers do, and counts its own failures apart', async () => {
    const anna = await citizen(deps, 10);
    const visitor = elsewhere();
    const { value } = await rememberDevice(deps, { visitor, accountId: anna.account.id, now: NOW });
    const known = { ...visitor, deviceCookie: value };
    for (let tries = 0; tries < STRANGER_FREE + 1; tries += 1) await login(anna.serial, 'x');
    assert.equal((await login(anna.serial, anna.password)).refusal?.status, 429);
    assert.equal((await login(anna.serial, anna.password, { visitor: known })).refusal, undefined);
    assert.equal(
      (await login(mario.serial, 'x', { visitor: known })).refusal?.status,
      422,
      'a stranger to others',
    );
    for (let tries = 0; tries < 10; tries += 1)
      assert.equal((await login(anna.serial, 'x', { visitor: known })).refusal?.status, 422);
    assert.equal((await login(anna.serial, 'x', { visitor: known })).refusal?.status, 429);
    const again = await login(anna.serial, anna.password, { visitor: known, now: NOW + 3_600_000 });
    assert.equal(again.refusal, undefined);
  });

  it('sends no code to unknown devices after 20 wrong ones in a row', async () => {
    const held = await citizen(deps, 11, { codeFailures: CODE_FAILURES_IN_ROW });
    const { attempt } = await login(held.serial, held.password);
    assert.equal(attempt.refusedAs, 'too_many_codes');
    const visitor = elsewhere();
    const { value } = await rememberDevice(deps, { visitor, accountId: held.account.id, now: NOW });
    const known = await login(held.serial, held.password, {
      visitor: { ...visitor, deviceCookie: value },
    });
    assert.equal(stepOf(known.attempt, NOW), 'one_time_code');
  });

  it('answers a repeat of a refused page alike without judging it, and judges the page shown after it', async () => {
    const attempt = newAttempt(NOW);
    const typed = { cardSerial: mario.serial, password: 'wrong' };
    const context = contextOf(attempt, NOW, { visitor: elsewhere(), page: pageOf(attempt, NOW) });
    const refused = await verifyPassword(deps, context, typed);
    assert.equal(refused.refusal?.status, 422);
    const current = await stored(deps, attempt.id);
    const repeat = await verifyPassword(deps, { ...context, attempt: current }, typed);
    assert.deepEqual([repeat.isRepeat, repeat.refusal?.status], [true, 422]);
    assert.equal(deps.recorded.length, 1);
    const next = { ...context, attempt: current, page: pageOf(current, NOW) };
    const right = await verifyPassword(deps, next, { ...typed, password: mario.password });
    assert.equal(right.isRepeat, undefined);
    assert.equal(right.attempt.accountId, mario.account.id);
  });

  it('counts nothing when everything is busy, and lets the same page be answered again', async () => {
    const busy = { ...deps.hasher, verify: () => Promise.reject(new OverloadedError('busy', 1)) };
    const attempt = newAttempt(NOW);
    const typed = { cardSerial: '0000000003', password: 'x' };
    const context = contextOf(attempt, NOW, { visitor: elsewhere(), page: 'password.0' });
    for (let tries = 0; tries < STRANGER_FREE + 2; tries += 1)
      await assert.rejects(
        verifyPassword({ ...deps, hasher: busy }, context, typed),
        OverloadedError,
      );
    assert.equal(pageOf(await stored(deps, attempt.id), NOW), 'password.0');
    assert.equal((await verifyPassword(deps, context, typed)).refusal?.status, 422);
  });

  it('makes the hash anew when its cost has changed', async () => {
    const dear = createHasher({
      pepper: 'p'.repeat(43),
      cost: { memoryKib: 128, time: 1, parallelism: 1 },
    });
    const bruno = await citizen(deps, 12);
    const context = contextOf(newAttempt(NOW), NOW, { visitor: elsewhere() });
    await verifyPassword({ ...deps, hasher: dear }, context, {
      cardSerial: bruno.serial,
      password: bruno.password,
    });
    const after = await deps.stores.accounts.get(bruno.account.id);
    assert.match(after?.password?.hash ?? '', /m=128/);
    assert.equal(await dear.verify(after?.password?.hash, bruno.password, 'known'), true);
  });
});
