/** Contract among processes: several on one database, and one that is killed while it writes. */
import assert from 'node:assert/strict';
import { startStoreChild } from '../support/children.ts';
import type { TestEngine } from '../support/engines.ts';
import { openSamples } from '../support/open-samples.ts';
import { sample } from '../support/sample.ts';

export function contractOfProcesses(engine: () => TestEngine): void {
  describe('several processes', () => {
    const opened = openSamples(engine, 'processes');

    it('count together and lose nothing', async () => {
      const { address, all } = opened();
      const { id } = sample();
      await all.insert(sample({ id }));
      const children = [1, 2].map(() => startStoreChild(address, 'count', id, '50'));
      for (let done = 0; done < 50; done += 1)
        await all.update(id, (current) => ({ ...current, count: current.count + 1 }));
      await Promise.all(children.map((child) => child.ended));
      assert.equal((await all.get(id))?.count, 150);
    });

    it('read at once what another one wrote', async () => {
      const { address, all } = opened();
      const { id } = sample();
      await all.insert(sample({ id }));
      const [line = ''] = await startStoreChild(address, 'count', id, '3').ended;
      assert.deepEqual(JSON.parse(line), await all.get(id));
    });

    it('migrate a new database at the same time', async () => {
      const address = engine().address('born');
      const children = [1, 2, 3].map(() => startStoreChild(address, 'migrate'));
      for (const child of children) assert.deepEqual(await child.ended, ['migrated']);
    });

    it('lose nothing that was acknowledged when one is killed', async () => {
      const { address, all } = opened();
      for (const round of ['killed-1', 'killed-2', 'killed-3']) {
        const child = startStoreChild(address, 'insert', round);
        await child.atLeast(20 + Math.floor(Math.random() * 20));
        child.kill();
        const acknowledged = await child.ended;
        const stored = new Set((await all.find({ group: round })).map((one) => one.id));
        assert.deepEqual(
          acknowledged.filter((id) => !stored.has(id)),
          [],
        );
        assert.ok(stored.size <= acknowledged.length + 1, 'one may be stored and not yet told');
      }
    });
  });
}
