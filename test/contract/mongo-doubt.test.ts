/** What becomes of a write on MongoDB whose answer is lost after it was done. */
import assert from 'node:assert/strict';
import mongoose from 'mongoose';
import {
  type Collection,
  type Store,
  StorageUnavailableError,
} from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import { onEngine, startMongoEngine } from '../support/engines.ts';
import { type LossyProxy, startLossyProxy } from '../support/lossy-proxy.ts';
import { type Sample, sample, samples } from '../support/sample.ts';

onEngine('a lost answer', 'mongodb', startMongoEngine, (engine) => {
  let proxy: LossyProxy;
  let store: Store;
  let all: Collection<Sample>;
  const closing: (() => Promise<void>)[] = [];
  before(async function () {
    const address = engine().address('doubt');
    const port = /^mongodb:\/\/127\.0\.0\.1:(\d+)\//.exec(address)?.[1];
    if (port === undefined) {
      console.warn(
        '      SKIPPED a lost answer: the driver would go round a proxy to GASS_TEST_MONGODB_URI',
      );
      return void this.skip();
    }
    proxy = await startLossyProxy(Number(port));
    closing.push(() => proxy.close());
    store = await openStore(address.replace(`:${port}/`, `:${proxy.port}/`));
    closing.push(() => store.close());
    await store.migrate([samples]);
    all = store.collection(samples);
  });
  after(async () => {
    for (const close of closing.reverse()) await close();
  });

  /** 1: the driver tries again by itself · 2: the driver gives up, the store finds out. */
  for (const answers of [1, 2]) {
    it(`is no conflict when an insert meets itself (${answers})`, async () => {
      const entity = sample({ slot: `insert-${answers}` });
      proxy.lose('insert', answers);
      await all.insert(entity);
      assert.equal(proxy.left(), 0);
      assert.deepEqual(await all.get(entity.id), entity);
    });

    it(`does not store many twice, nor leave one out (${answers})`, async () => {
      const group = `many-${answers}`;
      const entities = Array.from({ length: 5 }, (_, n) => sample({ id: `${group}-${n}`, group }));
      proxy.lose('insert', answers);
      await all.insertAll(entities);
      assert.equal(proxy.left(), 0);
      assert.deepEqual(await all.find({ group }), entities);
    });

    it(`does not make a winner a loser of its own update (${answers})`, async () => {
      const entity = sample();
      await all.insert(entity);
      proxy.lose('update', answers);
      const after = await all.update(entity.id, (current) => {
        if (current.note !== undefined) throw new Error('consumed already');
        return { ...current, note: 'consumed' };
      });
      assert.equal(proxy.left(), 0);
      assert.equal(after.note, 'consumed');
      assert.deepEqual(await all.get(entity.id), after);
    });

    it(`deletes once or twice, which is the same (${answers})`, async () => {
      const [one, two] = [sample(), sample()];
      await all.insertAll([one, two]);
      proxy.lose('delete', answers);
      await all.delete(one.id);
      proxy.lose('delete', answers);
      await all.delete(two.id, () => true);
      assert.equal(await all.get(one.id), undefined);
      assert.equal(await all.get(two.id), undefined);
    });

    it(`asks again when the answer of a question is lost (${answers})`, async () => {
      const entity = sample({ group: `asked-${answers}` });
      await all.insert(entity);
      proxy.lose('find', answers);
      assert.deepEqual(await all.get(entity.id), entity);
      assert.equal(proxy.left(), 0);
    });
  }

  it('counts each acknowledged update once, among 8 and many lost answers', async () => {
    const { id } = sample();
    await all.insert(sample({ id }));
    proxy.lose('update', 6);
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        all.update(id, (current) => ({ ...current, count: current.count + 1 })),
      ),
    );
    const seen = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value.count] : []));
    assert.equal(new Set(seen).size, seen.length, 'no count was given twice');
    const count = (await all.get(id))?.count ?? 0;
    assert.ok(seen.length <= count && count <= 8, `${seen.length} acknowledged, ${count} counted`);
  });

  it('says that it is not known when every answer is lost', async () => {
    proxy.lose('insert', 100);
    await assert.rejects(all.insert(sample()), StorageUnavailableError);
    proxy.lose('insert', 0);
  });

  /** What servers answer when the primary changes, and when the majority does not confirm in time. */
  const troubles = [
    ['another primary', { errorCode: 10_107 }],
    ['a closed connection', { closeConnection: true }],
    [
      'no majority in time',
      { writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } },
    ],
  ] as const;
  for (const [name, trouble] of troubles) {
    for (const times of [1, 2]) {
      it(`counts exactly what it acknowledged through ${name} (${times})`, async () => {
        const entity = sample();
        await all.insert(entity);
        await failNext(engine().address('admin'), times, { failCommands: ['update'], ...trouble });
        const results = await Promise.allSettled(
          Array.from({ length: 3 }, () =>
            all.update(entity.id, (one) => ({ ...one, count: one.count + 1 })),
          ),
        );
        for (const one of results)
          if (one.status === 'rejected') assert.ok(one.reason instanceof StorageUnavailableError);
        const seen = results.flatMap((one) =>
          one.status === 'fulfilled' ? [one.value.count] : [],
        );
        const count = (await all.get(entity.id))?.count ?? 0;
        assert.equal(new Set(seen).size, seen.length, 'no count was given twice');
        assert.ok(
          seen.length >= 3 - times && count >= seen.length && count <= 3,
          `${seen.length}, ${count}`,
        );
      });
    }
  }
});

/** Arms the server's fail point. @source MongoDB: configureFailPoint failCommand */
async function failNext(address: string, times: number, data: object): Promise<void> {
  const connection = await mongoose.createConnection(address).asPromise();
  await connection.db
    ?.admin()
    .command({ configureFailPoint: 'failCommand', mode: { times }, data });
  await connection.close();
}
