import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Gate } from '../../src/credentials/gate.ts';
import { createHasher } from '../../src/credentials/hasher.ts';
import { OverloadedError } from '../../src/domain/errors.ts';

const cost = { memoryKib: 1024, time: 2, parallelism: 1 };
const pepper = 'p'.repeat(43);

/** Work that ends when told, and knows how much of it ran at once. */
function controlled(): {
  work: () => Promise<void>;
  endOne: () => void;
  running: () => number;
  most: () => number;
} {
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  return {
    work: () =>
      new Promise<void>((resolve) => {
        running += 1;
        most = Math.max(most, running);
        ends.push(() => {
          running -= 1;
          resolve();
        });
      }),
    endOne: () => ends.shift()?.(),
    running: () => running,
    most: () => most,
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the hasher', () => {
  const hasher = createHasher({ pepper, cost, concurrency: 2 });

  it('verifies the text that was hashed and no other', async () => {
    const hash = await hasher.hash('una password lunga');
    assert.match(hash, /^\$argon2id\$v=19\$m=1024,p=1,t=2\$|^\$argon2id\$v=19\$m=1024,t=2,p=1\$/);
    assert.equal(await hasher.verify(hash, 'una password lunga', 'known'), true);
    assert.equal(await hasher.verify(hash, 'una password lunga ', 'known'), false);
  });

  it('takes one letter written in two ways as the same', async () => {
    const hash = await hasher.hash('perch\u00e9 no');
    assert.equal(await hasher.verify(hash, 'perche\u0301 no', 'known'), true);
  });

  it('makes hashes that are worth nothing without the pepper', async () => {
    const hash = await hasher.hash('una password lunga');
    const other = createHasher({ pepper: 'q'.repeat(43), cost });
    assert.equal(await other.verify(hash, 'una password lunga', 'known'), false);
  });

  it('answers false when there is no hash, after the work of a real one', async () => {
    const real = await hasher.hash('x'.repeat(20));
    const slow = createHasher({ pepper, cost: { ...cost, memoryKib: 16_384 }, concurrency: 1 });
    const time = async (hash: string | undefined): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < 5; n += 1) {
        const start = performance.now();
        assert.equal(await slow.verify(hash, 'y'.repeat(20), 'unknown'), false);
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    };
    const [cheap, dummy] = [await time(real), await time(undefined)];
    assert.ok(dummy > cheap * 3, `dummy ${dummy} ms against a cheaper real one ${cheap} ms`);
  });

  it('asks for a new hash when the cost has changed', async () => {
    const hash = await hasher.hash('una password lunga');
    const dearer = createHasher({ pepper, cost: { ...cost, time: 3 } });
    assert.equal(hasher.needsRehash(hash), false);
    assert.equal(dearer.needsRehash(hash), true);
    assert.equal(await dearer.verify(hash, 'una password lunga', 'known'), true);
  });

  it('refuses with 503 what does not get its turn in time', async () => {
    const busy = createHasher({
      pepper,
      cost: { ...cost, memoryKib: 16_384 },
      concurrency: 1,
      queueWaitMs: 1,
    });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => busy.hash('a')));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.equal(outcomes[0]?.status, 'fulfilled');
    assert.ok(refused.length > 0);
    for (const { reason } of refused) {
      assert.ok(reason instanceof OverloadedError);
      assert.equal(reason.status, 503);
    }
  });
});

describe('the gate before hashing', () => {
  it('runs 20 at once never more than 2 together, and all of them in the end', async () => {
    const gate = new Gate({ concurrency: 2, waitMs: 10_000 });
    const { work, endOne, most } = controlled();
    let done = 0;
    const all = Array.from({ length: 20 }, () => gate.run('unknown', work).then(() => (done += 1)));
    while (done < 20) {
      endOne();
      await turn();
    }
    await Promise.all(all);
    assert.equal(most(), 2);
  });

  it('lets a known device in at the next free slot, however many strangers wait', async () => {
    const gate = new Gate({ concurrency: 2, waitMs: 10_000 });
    const { work, endOne, running } = controlled();
    const ended: string[] = [];
    const start = (lane: 'known' | 'unknown', name: string): Promise<unknown> =>
      gate.run(lane, async () => {
        ended.push(name);
        await work();
      });
    const all = [1, 2, 3, 4].map((n) => start('unknown', `stranger ${n}`));
    all.push(start('known', 'device 1'), start('known', 'device 2'));
    await turn();
    endOne();
    await turn();
    assert.deepEqual(ended, ['stranger 1', 'stranger 2', 'device 1']);
    endOne();
    await turn();
    assert.equal(ended.at(-1), 'stranger 3', 'the other half stays with strangers');
    while (running() > 0) {
      endOne();
      await turn();
    }
    await Promise.all(all);
    assert.equal(ended.length, 6);
  });

  it('gives the slot on when the work fails', async () => {
    const gate = new Gate({ concurrency: 1, waitMs: 10_000 });
    await assert.rejects(
      gate.run('known', () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(await gate.run('known', () => Promise.resolve('yes')), 'yes');
  });
});
