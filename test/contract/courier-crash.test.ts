import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mock } from 'node:test';
import { MESSAGE_LEASE_S } from '../../config/limits.ts';
import { isEnded } from '../../src/domain/hand-over.ts';
import { startChild } from '../support/children.ts';
import { startSqlite } from '../support/engines.ts';
import { openPostOffice, until } from '../support/post-office.ts';

const CHILD = new URL('../support/courier-child.ts', import.meta.url).pathname;
/** Each kills two couriers; GASS_TEST_SECONDS, with which `npm run endure` asks for more, gives one a second. */
const ROUNDS = Number(process.env['GASS_TEST_SECONDS'] ?? 2);

describe('couriers that are killed', () => {
  afterEach(() => mock.timers.reset());

  it('lose no acknowledged message and write none twice', async () => {
    const engine = await startSqlite();
    try {
      await using office = await openPostOffice(engine.address('office'));
      const key = randomBytes(32).toString('base64url');
      const acknowledged: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        // Two at once, so that each finds what the other left behind.
        const children = [1, 2].map(() =>
          startChild(CHILD, engine.address('office'), office.varFolder, key),
        );
        await Promise.all(children.map((child) => child.atLeast(15)));
        for (const child of children) child.kill();
        acknowledged.push(...(await Promise.all(children.map(({ ended }) => ended))).flat());
      }
      assert.ok(acknowledged.length >= ROUNDS * 30);
      // Leases of the dead are over.
      mock.timers.enable({ apis: ['Date'], now: Date.now() + MESSAGE_LEASE_S * 1000 });
      office.courier({ key }).start();
      await until('every message ends', async () => {
        const waiting = await office.stores.messages.before('dueAt', Number.MAX_SAFE_INTEGER, 1);
        return waiting.length === 0;
      });
      const lines = (await office.outbox()).map(({ id }) => id);
      assert.equal(new Set(lines).size, lines.length, 'a message has two lines');
      for (const id of acknowledged) {
        const message = await office.stores.messages.get(id);
        assert.ok(message && isEnded(message) && message.handedOverAt !== undefined, id);
        assert.ok(lines.includes(id), `${id} was acknowledged and is not in the outbox`);
      }
    } finally {
      await engine.stop();
    }
  });
});
