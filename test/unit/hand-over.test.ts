import assert from 'node:assert/strict';
import { MESSAGE_KEPT_S, MESSAGE_LEASE_S, MESSAGE_RETRY_S } from '../../config/limits.ts';
import { claimed, isEnded, isLeased, queued, settled } from '../../src/domain/hand-over.ts';
import type { Message } from '../../src/domain/message.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const LEASE_END = NOW + MESSAGE_LEASE_S * 1000;
const FAILED = { isHandedOver: false, isPermanent: false, word: 'throttled' } as const;
const DONE = { isHandedOver: true, ref: 'GW-1' } as const;

function waiting(lifeS = 120): Message {
  return queued(
    {
      id: 'm1',
      kind: 'one_time_code',
      channel: 'sms',
      accountId: 'a1',
      sealedBody: 'sealed',
      expiresAt: NOW + lifeS * 1000,
    },
    NOW,
  );
}

describe('a queued message', () => {
  it('is due at once and kept a while after it has ended', () => {
    const message = waiting();
    assert.equal(message.dueAt, NOW);
    assert.equal(message.tries, 0);
    assert.equal(message.removeAt, message.expiresAt + MESSAGE_KEPT_S * 1000);
  });

  it('is claimed by one at a time, and comes up again when the lease is over', () => {
    const first = claimed(waiting(), 'one', NOW, false);
    assert.deepEqual([first.leaseHolder, first.leasedUntil, first.tries], ['one', LEASE_END, 1]);
    assert.equal(claimed(first, 'two', LEASE_END - 1, false), first);
    assert.equal(claimed(first, 'two', LEASE_END - 1, true), first, 'not by force either');
    const second = claimed(first, 'two', LEASE_END, false);
    assert.deepEqual([second.leaseHolder, second.tries], ['two', 2]);
    assert.ok(isLeased(second, LEASE_END));
  });

  it('waits for its next try unless it is forced', () => {
    const postponed = settled(claimed(waiting(), 'one', NOW, false), 'one', FAILED, NOW);
    const next = NOW + 2000;
    assert.deepEqual([postponed.dueAt, postponed.failure], [next, 'throttled']);
    assert.ok(!isLeased(postponed, NOW) && !isEnded(postponed));
    assert.equal(claimed(postponed, 'two', next - 1, false), postponed);
    assert.equal(claimed(postponed, 'two', next - 1, true).leaseHolder, 'two');
    assert.equal(claimed(postponed, 'two', next, false).leaseHolder, 'two');
  });

  it('waits longer after each failure, as long as what it carries lives', () => {
    let message = waiting(3600);
    let now = NOW;
    for (const seconds of [...MESSAGE_RETRY_S, MESSAGE_RETRY_S.at(-1)]) {
      message = settled(claimed(message, 'one', now, false), 'one', FAILED, now);
      assert.equal(message.dueAt, now + Number(seconds) * 1000);
      now = message.dueAt;
    }
    assert.equal(message.tries, MESSAGE_RETRY_S.length + 1);
  });

  it('ends when the next try would come after its life', () => {
    const message = settled(claimed(waiting(2), 'one', NOW, false), 'one', FAILED, NOW);
    assert.deepEqual([message.failedAt, message.failure], [NOW, 'throttled']);
    assert.ok(isEnded(message));
  });

  it('loses body, lease and next try when it ends, however it ends', () => {
    const held = claimed(waiting(), 'one', NOW, false);
    const gone = { ...FAILED, isPermanent: true, word: 'bad_number' };
    for (const outcome of [DONE, gone]) {
      const ended = settled(held, 'one', outcome, NOW + 5);
      for (const field of ['sealedBody', 'dueAt', 'leaseHolder', 'leasedUntil'])
        assert.ok(!(field in ended), `${field} is still there`);
      assert.equal(claimed(ended, 'two', NOW + 60_000, true), ended);
      assert.equal(settled(ended, 'one', FAILED, NOW + 9), ended);
      assert.equal(settled(ended, 'one', DONE, NOW + 9), ended);
    }
    assert.equal(settled(held, 'one', DONE, NOW + 5).handedOverAt, NOW + 5);
    assert.equal(settled(held, 'one', DONE, NOW + 5).providerRef, 'GW-1');
  });

  it('takes the word of who lost the lease for a hand-over, not for a failure', () => {
    const first = claimed(waiting(), 'one', NOW, false);
    const second = claimed(first, 'two', LEASE_END, false);
    assert.equal(settled(second, 'one', FAILED, LEASE_END + 1), second);
    assert.equal(settled(second, 'one', DONE, LEASE_END + 1).handedOverAt, LEASE_END + 1);
  });
});
