/**
 * The embedded engine on `node:sqlite`: one file, several processes. WAL, so that reads never
 * wait for writes; synchronous FULL, so that what was acknowledged outlives a power cut.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SQLITE_BLOCK_MS, STORAGE_WAIT_MS } from '../../config/limits.ts';
import { type Store, StorageUnavailableError } from './collection.ts';
import { sqliteCollection } from './sqlite-collection.ts';
import { translate, whileLocked } from './sqlite-errors.ts';
import { createTables, hasTables } from './sqlite-schema.ts';
import { SqliteWriter } from './sqlite-writer.ts';

/**
 * Opens the file, made with mode 0600 (its folder 0700) when missing. A change waits at most
 * `waitMs` for the lock of another process.
 * @throws StorageUnavailableError it cannot be opened, or is no database
 */
export async function openSqlite(file: string, waitMs = STORAGE_WAIT_MS): Promise<Store> {
  const writing = await openConnection(file, false);
  const reader = await openConnection(file, true);
  const writer = new SqliteWriter(writing, waitMs);
  let isOpen = true;
  return {
    collection: (declaration) => sqliteCollection({ reader, writing, writer }, declaration),
    migrate: (declarations) => writer.run(() => createTables(writing, declarations)),
    isMigrated: (declarations) => whileLocked(() => hasTables(reader, declarations)),
    async health() {
      if (!isOpen) throw new StorageUnavailableError('the database is closed');
      await whileLocked(() => reader.prepare('SELECT count(*) FROM sqlite_schema').get());
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await writer.close();
      reader.close(); // first: the last connection to close tidies the log away, and must be able to write
      writing.close();
    },
  };
}

async function openConnection(file: string, readOnly: boolean): Promise<DatabaseSync> {
  try {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600)); // SQLite gives its log files the mode of this one
  } catch (cause) {
    throw new StorageUnavailableError(`cannot open ${path.basename(file)}`, { cause });
  }
  // at its birth a file answers "locked" whatever the time-out, when two processes switch it to WAL
  return whileLocked(() => {
    const database = new DatabaseSync(path.resolve(file), { readOnly, timeout: SQLITE_BLOCK_MS });
    try {
      if (!readOnly) database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      database.prepare('SELECT count(*) FROM sqlite_schema').get();
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }).catch((error: unknown) => {
    throw translate(error);
  });
}
