/** The first step as a command: what is refused alike, what is counted, what a known device is spared. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { CODE_FAILURES_IN_ROW, STRANGER_FREE } from '../../config/limits.ts';
import { enrolCitizen } from '../../src/commands/enrol-citizen.ts';
import { rememberDevice } from '../../src/commands/remember-device.ts';
import { verifyPassword } from '../../src/commands/verify-password.ts';
import type { StepResult, Visitor } from '../../src/commands/deps.ts';
import { createHasher } from '../../src/credentials/hasher.ts';
import { OverloadedError } from '../../src/domain/errors.ts';
import { stepOf } from '../../src/domain/login.ts';
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
} from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

onEngine('verifying a password', 'sqlite', startSqlite, (engine) => {
  let deps: TestDeps;
  let mario: Citizen;
  let network = 0;
  before(async () => {
    deps = await openCommandDeps(engine().address('password'));
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
  const keyOf = ({ refusal }: StepResult): string | undefined => refusal?.errors[0]?.key;

  it('goes on to the code, which is sent once, and forgets the try', async () => {
    const result = await login(mario.serial, mario.password);
    assert.equal(result.refusal, undefined);
    assert.equal(stepOf(result.attempt, NOW), 'one_time_code');
    assert.equal(deps.sent.length, 1);
    assert.match(codeSent(deps, result.attempt.id), /^\d{8}$/);
    assert.equal((await stored(deps, result.attempt.id)).accountId, mario.account.id);
    for (let tries = 0; tries < STRANGER_FREE + 2; tries += 1)
      assert.equal(
        (await login(mario.serial, mario.password)).refusal?.status,
        tries < 3 ? undefined : 429,
      );
    assert.equal(
      deps.sent.length,
      4,
      'an account gets 4 SMS in 10 minutes, and the login waits at the code',
    );
  });

  it('takes the 20 digits of the card, with spaces, dots and dashes', async () => {
    for (const typed of [
      `8038000312 ${mario.serial}`,
      mario.serial.replace(/(.{4})/g, '$1 '),
      mario.serial.replace(/(.{4})/g, '$1-'),
    ])
      assert.equal(stepOf((await login(typed, mario.password)).attempt, NOW), 'one_time_code');
  });

  it('says what is missing or miswritten before it counts or stores anything', async () => {
    const result = await login(' ', '');
    assert.deepEqual(result.refusal, {
      status: 422,
      errors: [
        { field: 'card_serial', key: 'password.error.card_serial.empty' },
        { field: 'password', key: 'password.error.password.empty' },
      ],
    });
    assert.equal(keyOf(await login('12345', 'x')), 'password.error.card_serial.format');
    assert.equal(await deps.stores.attempts.get(result.attempt.id), undefined);
  });

  it('refuses alike an unknown serial, a wrong password, a revoked card, a closed account, a late or halved first password', async () => {
    const closed = await citizen(deps, 2, { status: 'closed' });
    const dead = await citizen(deps, 3, { deceasedOn: '2026-01-01' });
    const cardless = await citizen(deps, 4);
    await deps.stores.cards.update(cardless.serial, ({ id, accountId, issuedAt }) => ({
      id,
      accountId,
      issuedAt,
      revokedAt: 1,
    }));
    const without = await citizen(deps, 5);
    await deps.stores.accounts.update(without.account.id, ({ password, ...rest }) => {
      assert.ok(password);
      return rest;
    });
    const { deskHalf = '' } = await enrolCitizen(deps, enrolment(6), NOW - 22 * 86_400_000);
    const smsHalf = smsHalfSent();
    const fresh = await enrolCitizen(deps, enrolment(7), NOW);
    const freshSms = smsHalfSent();
    const late = inventedCredentials(6).cardSerial;
    const first = inventedCredentials(7).cardSerial;
    deps.recorded.length = 0;
    const results = [];
    for (const [serial, password] of [
      ['0000000001', mario.password],
      [mario.serial, 'treno lampada 2 fiume'],
      [mario.serial, mario.password.toUpperCase()],
      [closed.serial, closed.password],
      [dead.serial, dead.password],
      [cardless.serial, cardless.password],
      [without.serial, without.password],
      [late, deskHalf + smsHalf],
      [first, fresh.deskHalf ?? ''],
      [first, freshSms],
      [first, freshSms + (fresh.deskHalf ?? '')],
    ] as const) {
      network += 1;
      results.push(await login(serial, password));
    }
    for (const { refusal, attempt } of results) {
      assert.deepEqual(refusal, { status: 422, errors: [{ key: 'password.error.refused' }] });
      const { answers, lastRefusal, accountId } = await stored(deps, attempt.id);
      assert.deepEqual(
        { answers, accountId, page: lastRefusal?.page },
        { answers: 1, accountId: undefined, page: 'password.0' },
      );
    }
    assert.equal(deps.recorded.length, results.length, 'one audit event each');
    assert.doesNotMatch(JSON.stringify(deps.recorded), /\d{10}/, 'without the serial');
  });

  it('takes the first password with spaces, dashes and capitals, and asks for a new one without SMS', async () => {
    const { deskHalf = '' } = await enrolCitizen(deps, enrolment(8), NOW);
    const typed = `${deskHalf.toUpperCase().replace(/(.{4})/, '$1-')} ${smsHalfSent()}`;
    deps.sent.length = 0;
    const { attempt } = await login(inventedCredentials(8).cardSerial, typed, { now: NOW + 5 });
    assert.equal(stepOf(attempt, NOW + 5), 'new_password');
    assert.ok(attempt.temporaryHash);
    assert.equal(deps.sent.length, 0);
  });

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

  function smsHalfSent(): string {
    const half = deps.sent.findLast(({ kind }) => kind === 'password_half');
    return half && 'text' in half.body ? (half.body.text.split(/\s+/).at(-1) ?? '') : randomUUID();
  }
});
