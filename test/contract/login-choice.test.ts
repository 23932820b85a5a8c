/** Choice of person, consent and cancelling as commands. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chooseDelegation } from '../../src/commands/choose-delegation.ts';
import type { LoginContext, StepResult } from '../../src/commands/deps.ts';
import { giveConsent } from '../../src/commands/give-consent.ts';
import { listChoices } from '../../src/commands/list-choices.ts';
import { cancelLogin } from '../../src/commands/refuse-login.ts';
import { settleChoice, settledAttempt } from '../../src/commands/settle-choice.ts';
import { beginAttempt } from '../../src/domain/begin-attempt.ts';
import type { Delegation } from '../../src/domain/delegation.ts';
import { type LoginAttempt, type Requested, stepOf } from '../../src/domain/login.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onEngine, startSqlite } from '../support/engines.ts';
import { REQUESTED, citizen, contextOf, stored } from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const PIN = '482913';

onEngine('after the code', 'sqlite', startSqlite, (engine) => {
  let deps: TestDeps;
  let count = 0;
  before(async () => {
    deps = await openCommandDeps(engine().address('choice'));
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
  const delegationTo = async (
    delegate: LoginAttempt,
    change: Partial<Delegation> = {},
  ): Promise<Delegation> => {
    count += 1;
    const { account } = await citizen(deps, count);
    const delegation: Delegation = {
      id: randomUUID(),
      delegatorId: account.id,
      delegateId: delegate.accountId ?? '',
      basis: 'mandate',
      services: ['fse'],
      actions: ['read'],
      datatypes: ['*'],
      validUntil: NOW + 1000,
      createdAt: 0,
      ...change,
    };
    await deps.stores.delegations.insert(delegation);
    return delegation;
  };

  describe('the choice', () => {
    it('is made without a page when no delegation covers the request, and asked when one does', async () => {
      const alone = await begin({});
      await delegationTo(alone, { services: ['booking'], actions: ['book'] });
      await delegationTo(alone, { validUntil: NOW });
      await delegationTo(alone, { revokedAt: 1 });
      assert.deepEqual((await settleChoice(deps, alone, NOW)).choice, { self: true });
      const asked = await begin({});
      await delegationTo(asked);
      assert.equal(stepOf(await settleChoice(deps, asked, NOW), NOW), 'delegation');
      const unaware = await begin({ mayDelegate: false });
      await delegationTo(unaware);
      assert.deepEqual((await settleChoice(deps, unaware, NOW)).choice, { self: true });
      const wanted = await begin({ needsChoice: true });
      assert.equal(stepOf(await settleChoice(deps, wanted, NOW), NOW), 'delegation');
    });

    it('takes oneself or a delegation in force that covers the request, and nothing else', async () => {
      const attempt = await begin({});
      const good = await delegationTo(attempt);
      const booking = await delegationTo(attempt, { services: ['booking'], actions: ['book'] });
      const ended = await delegationTo(attempt, { validUntil: NOW });
      const foreign = await delegationTo(await begin({}));
      assert.equal(
        keyOf(await chooseDelegation(deps, await at(attempt), '')),
        'delegation.error.none',
      );
      for (const id of [booking.id, ended.id, foreign.id, 'x', '__proto__'])
        assert.equal(
          keyOf(await chooseDelegation(deps, await at(attempt), id)),
          'delegation.error.ended',
          id,
        );
      const chosen = await chooseDelegation(deps, await at(attempt), good.id);
      assert.deepEqual(chosen.attempt.choice, { delegationId: good.id });
      const second = await chooseDelegation(deps, await at(attempt), 'self');
      assert.deepEqual([second.isRepeat, second.attempt.choice], [true, { delegationId: good.id }]);
    });

    it('lists children from the eldest, then wards, then mandates by name', async () => {
      const attempt = await begin({});
      const legal = { services: ['fse', 'booking', 'exemption', 'registry'] } as const;
      const mandate = await delegationTo(attempt);
      const ward = await delegationTo(attempt, { ...legal, basis: 'guardianship' });
      const younger = await delegationTo(attempt, { ...legal, basis: 'parental' });
      const elder = await delegationTo(attempt, { ...legal, basis: 'parental' });
      for (const [delegation, birthdate] of [
        [younger, '2017-01-01'],
        [elder, '2010-01-01'],
      ] as const)
        await deps.stores.accounts.update(delegation.delegatorId, (account) => ({
          ...account,
          birthdate,
        }));
      const { accountId = '', requested } = attempt;
      const choices = await listChoices(deps, { accountId, requested, now: NOW });
      assert.deepEqual(
        choices.map(({ delegation }) => delegation.id),
        [elder.id, younger.id, ward.id, mandate.id],
      );
    });
  });

  it('takes consent after a choice that was settled by a GET alone', async () => {
    const attempt = await begin({ needsConsent: 'third_party' });
    const shown = await settledAttempt(deps, await stored(deps, attempt.id), NOW);
    assert.equal(stepOf(shown, NOW), 'consent');
    const result = await giveConsent(
      deps,
      contextOf(shown, NOW, { page: `consent.${shown.answers}` }),
    );
    assert.equal(result.isRepeat, undefined);
    assert.equal(stepOf(result.attempt, NOW), 'completed');
    assert.equal((await giveConsent(deps, await at(attempt))).isRepeat, true);
  });

  it('is cancelled at any step, and stays as it ended', async () => {
    const attempt = await begin({ needsPin: true });
    assert.equal((await cancelLogin(deps, await at(attempt))).attempt.refusedAs, 'cancelled');
    const done = await begin({});
    const completed = await settleChoice(deps, done, NOW);
    assert.equal(
      stepOf((await cancelLogin(deps, contextOf(completed, NOW))).attempt, NOW),
      'completed',
    );
  });
});
