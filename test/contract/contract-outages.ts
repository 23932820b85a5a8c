/** Contract of failure: when the server is gone the caller hears so in time, and nothing more is lost. */
import assert from 'node:assert/strict';
import { StorageUnavailableError } from '../../src/storage/collection.ts';
import type { TestEngine } from '../support/engines.ts';
import { openSamples } from '../support/open-samples.ts';
import { sample } from '../support/sample.ts';

export function contractOfOutages(engine: () => TestEngine): void {
  describe('an outage', () => {
    const opened = openSamples(engine, 'outage');

    for (const how of ['stop', 'kill'] as const) {
      it(`is told as unavailable, and passes by itself (${how})`, async function () {
        this.timeout(60_000);
        const { breakDown } = engine();
        if (!breakDown) {
          console.warn('      SKIPPED: the server of GASS_TEST_MONGODB_URI is not ours to stop');
          return void this.skip();
        }
        const { all, store } = opened();
        const entity = sample();
        await all.insert(entity);
        const repair = await breakDown(how);
        const started = performance.now();
        for (const call of [
          () => all.get(entity.id),
          () => all.insert(sample()),
          () => all.update(entity.id, (current) => ({ ...current, count: 1 })),
          () => store.health(),
        ])
          await assert.rejects(call, StorageUnavailableError);
        assert.ok(
          performance.now() - started < 4 * 10_000,
          'four calls, each within its time-outs',
        );
        await repair();
        await all.update(entity.id, (current) => ({ ...current, count: current.count + 2 }));
        assert.equal((await all.get(entity.id))?.count, 2);
      });
    }
  });
}
