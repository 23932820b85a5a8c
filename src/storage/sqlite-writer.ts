/**
 * Group commit: all changes that are queued in one turn of the event loop share one transaction,
 * so one flush to the disk, each in a savepoint of its own. What became of a change is told only
 * after the COMMIT, a refusal too: it may rest on what another change of the same transaction wrote.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { COMMIT_BATCH, STORAGE_PAUSE_MS } from '../../config/limits.ts';
import { StorageUnavailableError } from './collection.ts';
import { isLocked, translate } from './sqlite-errors.ts';

interface Job {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The only user of a connection that writes. */
export class SqliteWriter {
  readonly #database: DatabaseSync;
  readonly #waitMs: number;
  readonly #queue: Job[] = [];
  readonly #statements: Record<
    'begin' | 'commit' | 'savepoint' | 'release' | 'undo',
    StatementSync
  >;
  #draining: Promise<void> | undefined;
  #isClosed = false;

  constructor(database: DatabaseSync, waitMs: number) {
    this.#database = database;
    this.#waitMs = waitMs;
    this.#statements = {
      begin: database.prepare('BEGIN IMMEDIATE'),
      commit: database.prepare('COMMIT'),
      savepoint: database.prepare('SAVEPOINT change'),
      release: database.prepare('RELEASE change'),
      undo: database.prepare('ROLLBACK TO change'),
    };
  }

  /**
   * Runs synchronous `work` inside the next transaction; resolves when it is on the disk.
   * @throws whatever `work` throws, with nothing of it written · StorageUnavailableError
   */
  run<T>(work: () => T): Promise<T> {
    if (this.#isClosed)
      return Promise.reject(new StorageUnavailableError('the database is closed'));
    return new Promise<T>((resolve, reject) => {
      // `resolve` gets what this very `work` returned, which is a T
      this.#queue.push({ work, resolve: resolve as Job['resolve'], reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Finishes what is queued; then every `run` is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await nextTurn();
      const problem = await this.#begin();
      // from here to the COMMIT nothing is awaited: no other code runs inside the transaction
      const jobs = this.#queue.splice(0, COMMIT_BATCH);
      const tellers =
        problem === undefined ? this.#commit(jobs) : jobs.map((job) => failing(job, problem));
      for (const tell of tellers) tell();
    }
    this.#draining = undefined;
  }

  /** Takes the write lock; returns why it could not. */
  async #begin(): Promise<unknown> {
    const started = performance.now();
    for (;;) {
      try {
        this.#statements.begin.run();
        return undefined;
      } catch (error) {
        if (!isLocked(error) || performance.now() - started > this.#waitMs) return error;
      }
      await pause(1 + Math.random() * STORAGE_PAUSE_MS);
    }
  }

  #commit(jobs: readonly Job[]): readonly (() => void)[] {
    try {
      const tellers = jobs.map((job) => this.#attempt(job));
      this.#statements.commit.run();
      return tellers;
    } catch (error) {
      this.#rollBack();
      return jobs.map((job) => failing(job, error));
    }
  }

  #rollBack(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch {
      // the disk is gone: the next BEGIN fails, and says so to whoever asked
    }
  }

  #attempt(job: Job): () => void {
    this.#statements.savepoint.run();
    try {
      const value = job.work();
      this.#statements.release.run();
      return () => job.resolve(value);
    } catch (error) {
      if (!this.#database.isTransaction) throw error; // a full disk rolls everything back by itself
      this.#statements.undo.run();
      this.#statements.release.run();
      return failing(job, error);
    }
  }
}

function failing(job: Job, error: unknown): () => void {
  return () => job.reject(translate(error));
}
