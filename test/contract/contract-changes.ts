/** Contract of `update`, `delete`, `migrate`, `health` and `close`. */
import assert from 'node:assert/strict';
import {
  type Collection,
  NotFoundError,
  StorageUnavailableError,
} from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import type { TestEngine } from '../support/engines.ts';
import { openSamples } from '../support/open-samples.ts';
import { type Sample, sample, samples } from '../support/sample.ts';
import { conflictOn } from './contract-reads.ts';

export function contractOfChanges(engine: () => TestEngine): void {
  describe('changing', () => {
    const opened = openSamples(engine, 'changing');
    const all = (): Collection<Sample> => opened().all;

    it('replaces the entity: fields that the change leaves out are gone', async () => {
      const without = sample({ slot: 'moved' });
      await all().insert({ ...without, note: 'old' });
      const after = await all().update(without.id, (current) => {
        assert.equal(current.note, 'old');
        return { ...without, count: 1, tags: ['new'] };
      });
      assert.deepEqual(after, { ...without, count: 1, tags: ['new'] });
      assert.deepEqual(await all().get(without.id), after);
    });

    it('frees a unique value that is given up, and refuses one that is taken', async () => {
      const [one, two] = [sample({ slot: 'one' }), sample({ slot: 'two' })];
      await all().insertAll([one, two]);
      await assert.rejects(
        all().update(two.id, (current) => ({ ...current, slot: 'one', count: 9 })),
        conflictOn('slot'),
      );
      assert.deepEqual(await all().get(two.id), two);
      await all().update(one.id, () => sample({ id: one.id }));
      await all().update(two.id, (current) => ({ ...current, slot: 'one' }));
      assert.deepEqual(await all().find({ slot: 'two' }), []);
    });

    it('writes nothing when the change returns what it was given', async () => {
      const entity = sample();
      await all().insert(entity);
      assert.deepEqual(await all().update(entity.id, (current) => current), entity);
    });

    it('writes nothing when the change throws, and hands the error on', async () => {
      const entity = sample();
      await all().insert(entity);
      const refusal = new Error('refused by the domain');
      const refused = all().update(entity.id, () => {
        throw refusal;
      });
      await assert.rejects(refused, (error) => error === refusal);
      assert.deepEqual(await all().get(entity.id), entity);
    });

    it('refuses to change the id, and to change what is not there', async () => {
      const entity = sample();
      await all().insert(entity);
      await assert.rejects(
        all().update(entity.id, (current) => ({ ...current, id: 'other' })),
        /the id/,
      );
      await assert.rejects(
        all().update('nobody', (current) => current),
        NotFoundError,
      );
      await assert.rejects(
        all().update('\ud800', (current) => current),
        NotFoundError,
      );
    });

    it('deletes, also what is not there, and only what the condition still holds for', async () => {
      const [one, two] = [sample({ count: 1 }), sample({ count: 2 })];
      await all().insertAll([one, two]);
      await all().delete(one.id);
      await all().delete(one.id);
      await all().delete(two.id, (current) => current.count === 1);
      assert.equal(await all().get(one.id), undefined);
      assert.deepEqual(await all().get(two.id), two);
      await all().delete(two.id, (current) => current.count === 2);
      assert.equal(await all().get(two.id), undefined);
      await all().insert(one); // its unique values are free again
    });

    it('keeps collections of one database apart', async () => {
      const others = { ...samples, name: 'others' };
      assert.equal(await opened().store.isMigrated([samples, others]), false);
      await opened().store.migrate([samples, others]);
      const entity = sample();
      await opened().store.collection(others).insert(entity);
      assert.equal(await all().get(entity.id), undefined);
    });
  });

  describe('an opened database', () => {
    it('is migrated once or often, by one or several at once, keeping what it holds', async () => {
      const address = engine().address('migrating');
      const stores = await Promise.all([
        openStore(address),
        openStore(address),
        openStore(address),
      ]);
      const [store] = stores;
      assert.equal(await store.isMigrated([samples]), false);
      await Promise.all(stores.map((one) => one.migrate([samples])));
      assert.equal(await store.isMigrated([samples]), true);
      const entity = sample({ slot: 'kept' });
      await store.collection(samples).insert(entity);
      await store.migrate([samples]);
      assert.deepEqual(await store.collection(samples).get(entity.id), entity);
      await Promise.all(stores.map((one) => one.close()));
    });

    it('gets an index that is declared later, over what it holds already', async () => {
      const store = await openStore(engine().address('growing'));
      const { note, ...fields } = samples.fields;
      await store.migrate([{ name: 'samples', fields }]);
      const entity = sample({ note: 'found' });
      await store.collection(samples).insert(entity);
      const grown = {
        name: 'samples',
        fields: { ...fields, note: { ...note, index: true } },
      } as const;
      assert.equal(await store.isMigrated([grown]), false);
      await store.migrate([grown]);
      assert.equal(await store.isMigrated([grown]), true);
      assert.deepEqual(await store.collection<Sample>(grown).find({ note: 'found' }), [entity]);
      await store.close();
    });

    it('is healthy until it is closed, finishes what was begun, then refuses everything', async () => {
      const store = await openStore(engine().address('closing'));
      await store.migrate([samples]);
      await store.health();
      const entity = sample();
      const collection = store.collection(samples);
      await collection.insert(entity);
      await store.close();
      await store.close();
      for (const late of [
        () => store.health(),
        () => collection.get(entity.id),
        () => collection.insert(sample()),
        () => collection.update(entity.id, (current) => current),
      ])
        await assert.rejects(late, StorageUnavailableError);
    });

    it('refuses an address or a declaration that no engine can take', async () => {
      for (const address of ['', 'sqlite:', 'postgres://localhost/gass', 'gass.db'])
        await assert.rejects(openStore(address), TypeError);
      const store = await openStore(engine().address('refusing'));
      const refused = [
        { name: 'a b', fields: {} },
        { name: 'things', fields: { version: { type: Number } } },
        { name: 'things', fields: { data: { type: Object, index: true } } },
      ] as const;
      for (const declaration of refused)
        await assert.rejects(async () => store.migrate([declaration]), TypeError);
      await store.close();
    });
  });
}
