/** First accesses at once, and the desk enrolling again meanwhile: one winner, the safe state. */
import assert from 'node:assert/strict';
import { enrolCitizen } from '../../src/commands/enrol-citizen.ts';
import { replacePassword } from '../../src/commands/replace-password.ts';
import { verifyCode } from '../../src/commands/verify-code.ts';
import { verifyPassword } from '../../src/commands/verify-password.ts';
import type { LoginAttempt } from '../../src/domain/login.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onBothEngines } from '../support/engines.ts';
import { enrolment, inventedCredentials } from '../support/invented-people.ts';
import { codeSent, contextOf, newAttempt, stored } from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

onBothEngines('first accesses at once', (engine) => {
  let deps: TestDeps;
  let count = 0;
  before(async () => {
    deps = await openCommandDeps(engine().address('firsts'));
  });
  after(() => deps.close());
  beforeEach(() => {
    count += 1;
    deps.sent.length = 0;
    deps.recorded.length = 0;
  });

  const visitor = () => ({ address: `203.0.${count}.9` });

  /** So many logins with one temporary password, each with a new password of its own, before the code. */
  const firstAccesses = async (many: number): Promise<LoginAttempt[]> => {
    const { deskHalf = '' } = await enrolCitizen(deps, enrolment(count), NOW - 1000);
    const half = deps.sent.findLast(({ kind }) => kind === 'password_half');
    const smsHalf = half && 'text' in half.body ? (half.body.text.split(/\s+/).at(-1) ?? '') : '';
    const { cardSerial } = inventedCredentials(count);
    const attempts = [];
    for (let n = 0; n < many; n += 1) {
      const now = NOW + n * 10_000;
      const context = contextOf(newAttempt(now), now, { visitor: visitor() });
      const { attempt } = await verifyPassword(deps, context, {
        cardSerial,
        password: deskHalf + smsHalf,
      });
      const password = `sasso nuvola ${n} pane`;
      const answer = { ...context, attempt };
      attempts.push(
        (await replacePassword(deps, answer, { password, confirmation: password })).attempt,
      );
    }
    return attempts;
  };

  it('completes one of several first accesses with one temporary password', async () => {
    const attempts = await firstAccesses(3);
    const late = NOW + 30_000;
    const results = await Promise.all(
      attempts.map(async (attempt) =>
        verifyCode(
          deps,
          contextOf(await stored(deps, attempt.id), late),
          codeSent(deps, attempt.id),
        ),
      ),
    );
    const done = results.filter(({ attempt }) => attempt.firstAccessAt !== undefined);
    const lost = results.filter(({ attempt }) => attempt.refusedAs === 'account_closed');
    assert.deepEqual([done.length, lost.length], [1, 2]);
    const account = await deps.stores.accounts.get(done[0]?.attempt.accountId ?? '');
    assert.equal(account?.password?.hash, done[0]?.attempt.newPasswordHash);
    assert.equal(deps.recorded.filter(({ kind }) => kind === 'first_access_completed').length, 1);
  });

  for (const round of [1, 2, 3, 4])
    it(`ends safely when the desk enrols again during the first access (${round})`, async () => {
      const [attempt] = await firstAccesses(1);
      assert.ok(attempt);
      const before = deps.sent.length;
      const [login] = await Promise.all([
        verifyCode(deps, contextOf(attempt, NOW + 1), codeSent(deps, attempt.id)),
        enrolCitizen(deps, enrolment(count), NOW + 2),
      ]);
      const account = await deps.stores.accounts.get(attempt.accountId ?? '');
      assert.ok(
        account?.password?.temporaryUntil,
        'the new temporary password is in force at the end',
      );
      assert.notEqual(account.password.hash, attempt.temporaryHash);
      assert.ok(
        account.notBefore > (login.attempt.passwordAt ?? 0),
        'and what the login opened is dead',
      );
      assert.ok(deps.sent.length > before);
    });
});
