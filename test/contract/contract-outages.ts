/** Contract of failure: when the server is gone the caller hears so in time, and nothing more is lost. */
import assert from 'node:assert/strict';
import { STORAGE_WAIT_MS } from '../../config/limits.ts';
import { StorageUnavailableError } from '../../src/storage/collection.ts';
import type { TestEngine } from '../support/engines.ts';
import { openSamples } from '../support/open-samples.ts';
import { sample } from '../support/sample.ts';

/** In the address, as who runs the system may set them; the tests wait for them. */
const TIME_OUT_MS = 600;
const SHORT_TIME_OUTS = ['serverSelection', 'connect', 'socket']
  .map((wait) => `&${wait}TimeoutMS=${TIME_OUT_MS}`)
  .join('');

export function contractOfOutages(engine: () => TestEngine): void {
  describe('an outage', () => {
    const opened = openSamples(engine, 'outage', SHORT_TIME_OUTS);

    for (const how of ['pause', 'kill', 'freeze'] as const) {
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
        const calls = [
          all.get(entity.id),
          all.insert(sample()),
          all.update(entity.id, (current) => ({ ...current, count: 1 })),
          store.health(),
        ];
        await Promise.all(calls.map((call) => assert.rejects(call, StorageUnavailableError)));
        assert.ok(performance.now() - started < STORAGE_WAIT_MS + 1000, 'each ends in time');
        await repair();
        const after = await all.update(entity.id, (current) => ({
          ...current,
          count: current.count + 2,
        }));
        assert.deepEqual(await all.get(entity.id), after);
        // a server that was silent may have done in the end what was told as unavailable
        assert.ok(
          after.count === 2 || (how === 'freeze' && after.count === 3),
          String(after.count),
        );
      });
    }
  });
}
