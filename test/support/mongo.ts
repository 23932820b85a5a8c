/**
 * A MongoDB for one test file: the replica set of GASS_TEST_MONGODB_URI if that is set, else a fresh
 * SecantusDB on a free port. A green run on the latter is no proof of MongoDB: the README says so.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withMongoDatabase } from '../../config/mongo-address.ts';
import { installMongo } from './mongo-install.ts';

const SERVE = new URL('./mongo-server/serve.py', import.meta.url).pathname;

/** One server. `pause`, `kill`, `freeze` and `resume` are for a server that is ours. */
export interface TestMongo {
  readonly isOurs: boolean;
  /** Connection string of a database; the same name is the same database. */
  uri(database: string): string;
  /** Ends the server in good order, keeping what it holds. */
  pause(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** The server answers no more, its connections stay open. */
  freeze(): Promise<void>;
  /** Starts (or wakes) it again on the same port with what it held. */
  resume(): Promise<void>;
  /** Ends it and removes what it held. */
  stop(): Promise<void>;
}

/** The server; undefined, and a printed reason, where none can be had. */
export async function startMongo(): Promise<TestMongo | undefined> {
  const mongo = await mongoOrReason();
  if (typeof mongo !== 'string') return mongo;
  console.warn(`      SKIPPED: ${mongo}`);
  return undefined;
}

/** The server, or why there is none. @throws Error there is none and GASS_TEST_MONGODB_REQUIRED=1 */
export async function mongoOrReason(): Promise<TestMongo | string> {
  const given = process.env['GASS_TEST_MONGODB_URI'];
  if (given) return foreignMongo(given);
  const installed = await installMongo();
  if (typeof installed !== 'string') return ourMongo(installed.python);
  if (process.env['GASS_TEST_MONGODB_REQUIRED'] === '1') throw new Error(installed);
  return installed;
}

async function ourMongo(python: string): Promise<TestMongo> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gass-mongo-'));
  const port = await freePort();
  let server = await serve(python, port, folder);
  return {
    isOurs: true,
    // direct: while it ends this server says for a moment that it is no replica set, and the driver would give it up
    uri: (database) => `mongodb://127.0.0.1:${port}/${database}?directConnection=true`,
    pause: () => end(server, 'SIGTERM'),
    kill: () => end(server, 'SIGKILL'),
    freeze: async () => void server.kill('SIGSTOP'),
    resume: async () => {
      if (server.exitCode === null && server.signalCode === null) server.kill('SIGCONT');
      else server = await serve(python, port, folder);
    },
    stop: async () => {
      await end(server, 'SIGKILL'); // what it holds is removed anyway
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Every run has databases of its own there, and drops them. */
function foreignMongo(given: string): TestMongo {
  const run = `gass_test_${randomUUID().slice(0, 8)}`;
  const used = new Set<string>();
  const notOurs = () =>
    Promise.reject(new Error('the server of GASS_TEST_MONGODB_URI is not ours to stop'));
  const uri = (database: string): string => {
    const address = withMongoDatabase(given, `${run}_${database}`);
    used.add(address);
    return address;
  };
  const stop = async (): Promise<void> => {
    const { createConnection } = await import('mongoose');
    for (const address of used) {
      const connection = await createConnection(address).asPromise();
      await connection.dropDatabase();
      await connection.close();
    }
  };
  return {
    isOurs: false,
    uri,
    pause: notOurs,
    kill: notOurs,
    freeze: notOurs,
    resume: notOurs,
    stop,
  };
}

/** Resolves when the server says that it is ready. */
async function serve(python: string, port: number, folder: string): Promise<ChildProcess> {
  const server = spawn(python, [SERVE, String(port), folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-2000);
        if (said.includes('ready')) resolve();
      });
    server.once('exit', () => reject(new Error(`the MongoDB-compatible server ended: ${said}`)));
  });
  process.once('exit', () => server.kill('SIGKILL')); // nothing is left behind when a run is broken off
  await ready;
  return server;
}

async function end(server: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill(signal);
  await ended;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
