/** What only the embedded engine promises: one commit a turn, locks of others, real indexes, modes. */
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StorageUnavailableError } from '../../src/storage/collection.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { onEngine, startSqlite, type TestEngine } from '../support/engines.ts';
import { sample, samples } from '../support/sample.ts';

onEngine('the embedded engine', 'sqlite', startSqlite, (engine) => {
  const fileOf = (name: string): string => engine().address(name).slice('sqlite:'.length);

  it('makes files that only their owner can read, in a folder like that', async () => {
    const file = fileOf('made/by/us');
    const store = await openSqlite(file);
    await store.migrate([samples]);
    for (const made of [file, `${file}-wal`, `${file}-shm`])
      assert.equal((await stat(made)).mode & 0o777, 0o600, made);
    assert.equal((await stat(path.dirname(file))).mode & 0o777, 0o700);
    await store.close();
  });

  it('commits the changes of one turn together, and tells of none before', async () => {
    const { store, collection, other } = await opened(engine, 'turn');
    const told: string[] = [];
    const [one, two] = [sample({ slot: 'first' }), sample({ slot: 'first' })];
    other.exec('BEGIN IMMEDIATE'); // another process holds the lock
    const changes = [
      collection.insert(one).then(() => told.push('inserted')),
      collection.insert(two).catch(() => told.push('refused')),
      collection
        .update(one.id, (current) => ({ ...current, count: 5 }))
        .then(() => told.push('updated')),
    ];
    assert.equal(await collection.get(one.id), undefined); // reading does not wait for the lock
    assert.deepEqual(told, []);
    other.exec('COMMIT');
    await Promise.all(changes);
    assert.deepEqual(told, ['inserted', 'refused', 'updated']);
    assert.equal((await collection.get(one.id))?.count, 5);
    await store.close();
    other.close();
  });

  it('refuses when a lock is held too long, writes nothing of it, and recovers', async () => {
    const { store, collection, other } = await opened(engine, 'locked');
    other.exec('BEGIN IMMEDIATE');
    const late = sample();
    await assert.rejects(collection.insert(late), StorageUnavailableError);
    other.exec('COMMIT');
    assert.equal(await collection.get(late.id), undefined);
    await collection.insert(late);
    assert.deepEqual(await collection.get(late.id), late);
    await store.close();
    other.close();
  });

  it('stores all or none of what is stored together', async () => {
    const { store, collection, other } = await opened(engine, 'together');
    const [one, taken] = [sample(), sample()];
    await collection.insert(taken);
    await assert.rejects(collection.insertAll([one, taken]));
    assert.equal(await collection.get(one.id), undefined);
    await store.close();
    other.close();
  });

  it('answers every question from an index', async () => {
    const { store, other } = await opened(engine, 'planned');
    for (const { sql } of [
      { sql: 'SELECT doc FROM samples WHERE "group" = ? AND id > ? ORDER BY id LIMIT ?' },
      { sql: 'SELECT doc FROM samples WHERE "slot" = ? AND id > ? ORDER BY id LIMIT ?' },
      {
        sql: 'SELECT doc FROM samples WHERE "dueAt" <= ? AND "dueAt" >= ? ORDER BY "dueAt", id LIMIT ?',
      },
    ]) {
      const plan = other.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      assert.match(String(plan[0]?.['detail']), /^SEARCH samples USING INDEX samples_/);
      assert.equal(plan.length, 1, 'and sorts nothing');
    }
    await store.close();
    other.close();
  });

  it('says what to do when the database was never migrated, or is no database', async () => {
    const store = await openSqlite(fileOf('empty'));
    const collection = store.collection(samples);
    const complaint = (error: unknown) =>
      error instanceof StorageUnavailableError &&
      error.detail?.includes('npm run migrate') === true;
    await assert.rejects(collection.get('x'), complaint);
    await assert.rejects(collection.insert(sample()), complaint);
    await store.close();
    await assert.rejects(openSqlite(new URL(import.meta.url).pathname), StorageUnavailableError);
    await assert.rejects(openSqlite('/dev/null/nowhere/gass.db'), StorageUnavailableError);
  });
});

/** A migrated database that waits 200 ms for locks, and a second connection as another process has it. */
async function opened(engine: () => TestEngine, name: string) {
  const file = engine().address(name).slice('sqlite:'.length);
  const store = await openSqlite(file, 200);
  await store.migrate([samples]);
  return { store, collection: store.collection(samples), other: new DatabaseSync(file) };
}
