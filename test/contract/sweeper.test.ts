import assert from 'node:assert/strict';
import { once } from 'node:events';
import { SWEEP_BATCH } from '../../config/limits.ts';
import type { Collection } from '../../src/storage/collection.ts';
import { StorageUnavailableError } from '../../src/storage/collection.ts';
import { createSweeper } from '../../src/storage/sweeper.ts';
import { onBothEngines } from '../support/engines.ts';
import { openSamples } from '../support/open-samples.ts';
import { type Sample, sample } from '../support/sample.ts';

const fail = (error: unknown): never => assert.fail(String(error));

onBothEngines('the sweeper', (engine) => {
  const opened = openSamples(engine, 'sweeping');
  const rule = (before: (now: number) => number, collection = opened().all) =>
    ({ collection, field: 'dueAt', before }) as const;

  it('removes what is due by the rule, more than one batch of it, and nothing else', async () => {
    const { all } = opened();
    const due = Array.from({ length: SWEEP_BATCH + 5 }, (_, n) =>
      sample({ dueAt: n, group: 'due' }),
    );
    const kept = [sample({ dueAt: 1001 }), sample()];
    await all.insertAll([...due, ...kept]);
    await createSweeper([rule(() => 1000)], fail).sweep();
    assert.deepEqual(await all.find({ group: 'due' }, { limit: 1 }), []);
    for (const entity of kept) assert.deepEqual(await all.get(entity.id), entity);
  });

  it('keeps what is prolonged while it sweeps', async () => {
    const { all } = opened();
    const entity = sample({ dueAt: 1 });
    await all.insert(entity);
    const slow: Collection<Sample> = {
      ...all,
      before: async (...args) => {
        const found = await all.before(...args);
        await all.update(entity.id, (current) => ({ ...current, dueAt: 5000 }));
        return found;
      },
    };
    await createSweeper([rule(() => 10, slow)], fail).sweep();
    assert.equal((await all.get(entity.id))?.dueAt, 5000);
  });

  it('tells of a failure, sweeps the other collections and tries again', async () => {
    const { all } = opened();
    const away = new StorageUnavailableError('away');
    const broken: Collection<Sample> = { ...all, before: () => Promise.reject(away) };
    const entity = sample({ dueAt: 1 });
    await all.insert(entity);
    const told = new EventTarget();
    const reports: unknown[] = [];
    const sweeper = createSweeper(
      [rule(() => 10, broken), rule(() => 10)],
      (error) => {
        reports.push(error);
        if (reports.length === 2) told.dispatchEvent(new Event('twice'));
      },
      1,
    );
    const twice = once(told, 'twice');
    sweeper.start();
    sweeper.start();
    await twice;
    await sweeper.stop();
    assert.equal(reports[0], away);
    assert.equal(await all.get(entity.id), undefined);
    const count = reports.length;
    await sweeper.stop();
    assert.equal(reports.length, count);
  });
});
