/** The first step as a command: what is refused alike, what is counted, what a known device is spared. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { STRANGER_FREE } from '../../config/limits.ts';
import { enrolCitizen } from '../../src/commands/enrol-citizen.ts';
import { verifyPassword } from '../../src/commands/verify-password.ts';
import type { StepResult, Visitor } from '../../src/commands/deps.ts';
import { stepOf } from '../../src/domain/login.ts';
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
import { watchDeps } from '../support/watch-deps.ts';

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
    assert.doesNotMatch(JSON.stringify(deps.recorded), /\b\d{10}\b/, 'without the serial');
  });

  it('does the same work for an unknown serial, a wrong password and a revoked card', async () => {
    const revoked = await citizen(deps, 13);
    await deps.stores.cards.update(revoked.serial, ({ id, accountId, issuedAt }) => ({
      id,
      accountId,
      issuedAt,
      revokedAt: 1,
    }));
    const work = [];
    const { serial: known } = await citizen(deps, 14);
    for (const serial of ['0000000009', known, revoked.serial]) {
      network += 1;
      const { calls, watched } = watchDeps(deps);
      const context = contextOf(newAttempt(NOW), NOW, { visitor: elsewhere() });
      await verifyPassword(watched, context, { cardSerial: serial, password: 'treno lampada x' });
      work.push(calls.sort());
    }
    assert.ok(work[0]?.includes('hasher.verify') && work[0].includes('accounts.get'));
    assert.deepEqual(work[1], work[0]);
    assert.deepEqual(work[2], work[0]);
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

  function smsHalfSent(): string {
    const half = deps.sent.findLast(({ kind }) => kind === 'password_half');
    return half && 'text' in half.body ? (half.body.text.split(/\s+/).at(-1) ?? '') : randomUUID();
  }
});
