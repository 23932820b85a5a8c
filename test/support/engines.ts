/** The storage engines as tests start them: an empty database server (or folder) for one test file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mongoOrReason } from './mongo.ts';

/** One engine, started. */
export interface TestEngine {
  readonly name: 'sqlite' | 'mongodb';
  /** The connection string of a database with this name; the same name is the same database. */
  address(database: string): string;
  /** Takes the server away until the returned function is called. Absent where there is none to take. */
  readonly breakDown?: (how: 'pause' | 'kill' | 'freeze') => Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

/**
 * Runs one suite on both engines: `onBothEngines('a login', (engine) => { it(..., () => openStore(engine().address('gass'))) })`.
 * `engine()` may be called from `before` hooks and tests on. Where no MongoDB can be had the half is skipped aloud.
 */
export function onBothEngines(title: string, suite: (engine: () => TestEngine) => void): void {
  onEngine(title, 'sqlite', startSqlite, suite);
  onEngine(title, 'mongodb', startMongoEngine, suite);
}

/** The same for one of them. */
export function onEngine(
  title: string,
  name: TestEngine['name'],
  start: () => Promise<TestEngine | string>,
  suite: (engine: () => TestEngine) => void,
): void {
  describe(`${title} [${name}]`, function () {
    let engine: TestEngine | undefined;
    before(async function () {
      this.timeout(240_000); // the first start on a machine installs the server
      const started = await start();
      if (typeof started !== 'string') engine = started;
      else {
        console.warn(`      SKIPPED ${title} [${name}]: ${started}`);
        this.skip();
      }
    });
    after(() => engine?.stop());
    suite(() => {
      if (!engine) throw new Error('the engine is started by a before hook');
      return engine;
    });
  });
}

/** A folder for database files. */
export async function startSqlite(): Promise<TestEngine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gass-sqlite-'));
  return {
    name: 'sqlite',
    address: (database) => `sqlite:${path.join(folder, `${database}.db`)}`,
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A MongoDB server, or why there is none. @throws Error GASS_TEST_MONGODB_REQUIRED=1 and there is none */
export async function startMongoEngine(): Promise<TestEngine | string> {
  const mongo = await mongoOrReason();
  if (typeof mongo === 'string') return mongo;
  return {
    name: 'mongodb',
    address: (database) => mongo.uri(database),
    ...(mongo.isOurs
      ? {
          breakDown: async (how) => {
            await mongo[how]();
            return () => mongo.resume();
          },
        }
      : {}),
    stop: () => mongo.stop(),
  };
}
