/** Contract of isolation: many at once, one winner, none lost. */
import assert from 'node:assert/strict';
import { type Collection, upsert } from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import type { TestEngine } from '../support/engines.ts';
import { openSamples } from '../support/open-samples.ts';
import { type Sample, sample, samples } from '../support/sample.ts';

export function contractOfRaces(engine: () => TestEngine): void {
  describe('at the same time', () => {
    const opened = openSamples(engine, 'racing');
    const all = (): Collection<Sample> => opened().all;
    const times = <R>(
      count: number,
      work: (n: number) => Promise<R>,
    ): Promise<PromiseSettledResult<R>[]> =>
      Promise.allSettled(Array.from({ length: count }, (_, n) => work(n)));

    for (const count of [8, 20]) {
      it(`counts ${count} updates as ${count}`, async () => {
        const { id } = sample();
        await all().insert(sample({ id }));
        const results = await times(count, () =>
          all().update(id, (current) => ({ ...current, count: current.count + 1 })),
        );
        assert.deepEqual(
          results
            .map((one) => (one.status === 'fulfilled' ? one.value.count : one.reason))
            .toSorted(byNumber),
          Array.from({ length: count }, (_, n) => n + 1),
        );
        assert.equal((await all().get(id))?.count, count);
      });

      it(`gives one free slot to one of ${count}`, async () => {
        const slot = `slot-${count}`;
        const results = await times(count, () => all().insert(sample({ slot })));
        assert.equal(won(results).length, 1);
        assert.equal((await all().find({ slot })).length, 1);
        const owners = Array.from({ length: count }, () => sample());
        await all().insertAll(owners);
        const moved = await times(count, (n) =>
          all().update(owners[n]?.id ?? '', (current) => ({ ...current, slot: `${slot}-moved` })),
        );
        assert.equal(won(moved).length, 1);
      });

      it(`creates once and changes ${count - 1} times when ${count} upsert`, async () => {
        const { id } = sample();
        const results = await times(count, () =>
          upsert(
            all(),
            id,
            () => sample({ id, slot: id, count: 1 }),
            (current) => ({ ...current, count: current.count + 1 }),
          ),
        );
        assert.equal(won(results).length, count);
        assert.equal((await all().get(id))?.count, count);
      });
    }

    it('lets one of 100 consume', async () => {
      const { id } = sample();
      await all().insert(sample({ id }));
      const results = await times(100, (n) =>
        all().update(id, (current) => {
          if (current.note !== undefined) throw new Error('consumed already');
          return { ...current, note: String(n) };
        }),
      );
      const [winner, ...others] = won(results);
      assert.equal(others.length, 0);
      assert.deepEqual(await all().get(id), winner);
    });

    it('deletes under a condition or keeps the update, never loses an acknowledged one', async () => {
      const entities = Array.from({ length: 20 }, () => sample());
      await all().insertAll(entities);
      await times(20, async (n) => {
        const id = entities[n]?.id ?? '';
        const [updated] = await Promise.allSettled([
          all().update(id, (current) => ({ ...current, count: 1 })),
          all().delete(id, (current) => current.count === 0),
        ]);
        const found = await all().get(id);
        assert.equal(found?.count, updated.status === 'fulfilled' ? 1 : undefined);
      }).then((results) => assert.equal(won(results).length, 20));
    });

    it('shows a write to the next read, here and through another connection', async () => {
      const elsewhere = await openStore(opened().address);
      for (let count = 1; count <= 20; count += 1) {
        const entity = sample({ count });
        await all().insert(entity);
        assert.deepEqual(await all().get(entity.id), entity);
        assert.deepEqual(await elsewhere.collection(samples).get(entity.id), entity);
      }
      await elsewhere.close();
    });
  });
}

function won<R>(results: readonly PromiseSettledResult<R>[]): R[] {
  return results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

function byNumber(a: unknown, b: unknown): number {
  return Number(a) - Number(b);
}
