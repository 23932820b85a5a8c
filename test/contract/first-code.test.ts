import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_CODE_WAIT_MS } from '../../config/limits.ts';
import { withFirstCode } from '../../src/commands/first-code.ts';
import type { LoginAttempt } from '../../src/domain/login.ts';
import { record } from '../../src/domain/login-events.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onEngine, startSqlite } from '../support/engines.ts';
import { newAttempt } from '../support/login-attempts.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

onEngine('the code page before its first sending is recorded', 'sqlite', startSqlite, (engine) => {
  let deps: TestDeps;
  let proven: LoginAttempt;
  before(async () => {
    deps = await openCommandDeps(engine().address('first_code'));
  });
  after(() => deps.close());
  beforeEach(async () => {
    const event = { type: 'password_verified', accountId: 'mario' } as const;
    proven = record(newAttempt(NOW), event, NOW);
    await deps.stores.attempts.insert(proven);
  });

  it('waits for it', async () => {
    const shown = withFirstCode(deps, proven, NOW);
    await wait(100);
    await deps.stores.attempts.update(proven.id, (attempt) =>
      record(attempt, { type: 'code_sent', salt: 'salt' }, NOW),
    );
    assert.deepEqual((await shown).challenge?.sentAt, [NOW]);
  });

  it('does not wait for ever where none comes, and not at all elsewhere', async () => {
    const begun = performance.now();
    const atPassword = newAttempt(NOW);
    assert.equal(await withFirstCode(deps, atPassword, NOW), atPassword);
    assert.ok(performance.now() - begun < FIRST_CODE_WAIT_MS / 2);
    assert.equal((await withFirstCode(deps, proven, NOW)).challenge, undefined);
  });
});
