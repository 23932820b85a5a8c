/** SQLite's errors in the port's words, and waiting for the locks of other processes. */
import { setTimeout as pause } from 'node:timers/promises';
import { STORAGE_PAUSE_MS, STORAGE_WAIT_MS } from '../../config/limits.ts';
import { GassError } from '../domain/errors.ts';
import { StorageUnavailableError } from './collection.ts';

/** Primary result codes and constraint codes. @source sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_UNIQUE = 2067;

interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR';
  readonly errcode: number;
}

/** Whether another process holds the lock this needs. */
export function isLocked(error: unknown): boolean {
  if (!isSqliteError(error)) return false;
  const primary = error.errcode & 0xff; // extended codes carry the primary one in the low byte
  return primary === SQLITE_BUSY || primary === SQLITE_LOCKED;
}

/** The field whose uniqueness was violated, or undefined for any other error. */
export function violatedField(error: unknown): string | undefined {
  if (!isSqliteError(error)) return undefined;
  if (error.errcode !== SQLITE_CONSTRAINT_PRIMARYKEY && error.errcode !== SQLITE_CONSTRAINT_UNIQUE)
    return undefined;
  return /\.(\w+)/.exec(error.message)?.[1]; // "UNIQUE constraint failed: cards.accountId"
}

/** What the caller is told: errors of the domain and of ours as they are, SQLite's as unavailable. */
export function translate(error: unknown): unknown {
  if (error instanceof GassError) return error;
  if (isClosed(error))
    return new StorageUnavailableError('the database is closed', { cause: error });
  if (!isSqliteError(error)) return error;
  const hint = error.message.includes('no such') ? '; has "npm run migrate" been run?' : '';
  return new StorageUnavailableError(`SQLite: ${error.message}${hint}`, { cause: error });
}

/** Runs `work`, again while another process holds the lock. @throws StorageUnavailableError */
export async function whileLocked<T>(work: () => T): Promise<T> {
  const started = performance.now(); // not Date: tests move that
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isLocked(error) || performance.now() - started > STORAGE_WAIT_MS) throw translate(error);
    }
    await pause(1 + Math.random() * STORAGE_PAUSE_MS);
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
}
