/**
 * The real system for a test: the processes of `npm start` in this process, on free ports, with
 * databases, keys and outbox of their own. argon2 is made cheap by settings, nothing else differs.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { METRICS_PORT_OFFSET } from '../../config/limits.ts';
import { readClientKey, type PrivateJwk } from '../../config/client-keys.ts';
import { PROCESSES, type ProcessName, readSettings, type Settings } from '../../config/settings.ts';
import { startProcesses } from '../../src/app.ts';
import { openStore } from '../../src/storage/open.ts';
import { openStores, type Stores } from '../../src/stores/stores.ts';
import type { TestEngine } from './engines.ts';
import { collectLog, type LogLines } from './log-lines.ts';

/** One entry of `demo-citizens.json` (design 9). */
export interface DemoCitizen {
  readonly name: string;
  readonly fiscal_code: string;
  readonly sub: string;
  readonly card_serial: string | null;
  readonly old_card_serial: string | null;
  readonly password: string | null;
  readonly phone: string | null;
  readonly pin: string | null;
  readonly first_access: boolean;
  readonly delegations: readonly { delegation_id: string; for: string; basis: string }[];
}

/** A line of the outbox. */
export interface Sms {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly text: string;
  readonly at: string;
}

export interface TestSystem {
  readonly settings: Settings;
  /** Every process's log, in one. */
  readonly log: LogLines;
  /** Environment for a child process on the same system. */
  readonly environment: Readonly<Record<string, string>>;
  citizen(givenName: string): DemoCitizen;
  sms(): Promise<readonly Sms[]>;
  clientKey(clientId: string): PrivateJwk;
  /** The identity database, opened beside the system's own. */
  stores(): Promise<Stores>;
  /** Stops the processes and starts them again on the same databases and ports. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface SystemOptions {
  readonly processes?: readonly ProcessName[];
  /** Databases on this engine instead of SQLite files. */
  readonly engine?: TestEngine;
  readonly environment?: Readonly<Record<string, string>>;
  /** argon2 at its full cost; cheap otherwise. */
  readonly hashesAsInLife?: boolean;
}

/** The cost of a hash where it is not what is tested. */
export const CHEAP_HASH: Settings['hash'] = { memoryKib: 64, time: 1, parallelism: 1 };

/** Starts it; `close` removes everything. */
export async function startSystem(options: SystemOptions = {}): Promise<TestSystem> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gass-system-'));
  const environment = {
    ...(await systemEnvironment(folder, options.engine)),
    ...options.environment,
  };
  const settings: Settings = {
    ...readSettings(environment),
    ...(options.hashesAsInLife === true ? {} : { hash: CHEAP_HASH }),
  };
  const log = collectLog();
  const start = () =>
    startProcesses(settings, options.processes ?? PROCESSES, { log: () => log.log });
  let running = await start();
  const opened: (() => Promise<void>)[] = [];
  return {
    settings,
    log,
    environment,
    ...(await readFolder(folder)),
    async stores() {
      const store = await openStore(settings.databases.identity);
      opened.push(() => store.close());
      return openStores(store);
    },
    async restart() {
      await running.close();
      running = await start();
    },
    async close() {
      for (const close of opened) await close();
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the processes of a started system wrote down for people and clients. */
export async function readFolder(
  folder: string,
): Promise<Pick<TestSystem, 'citizen' | 'sms' | 'clientKey'>> {
  const people = JSON.parse(
    await readFile(path.join(folder, 'demo-citizens.json'), 'utf8'),
  ) as DemoCitizen[];
  return {
    citizen(givenName) {
      const found = people.find(({ name }) => name.startsWith(`${givenName} `));
      if (!found) throw new Error(`nobody is called ${givenName}`);
      return found;
    },
    async sms() {
      const text = await readFile(path.join(folder, 'outbox', 'sms.jsonl'), 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Sms);
    },
    clientKey(clientId) {
      const key = readClientKey(folder, clientId);
      if (!key) throw new Error(`${clientId} has no key`);
      return key;
    },
  };
}

/** The variables of a system of its own: free ports, its folder, demo on. */
export async function systemEnvironment(
  folder: string,
  engine?: TestEngine,
): Promise<Record<string, string>> {
  const names = ['PROVIDER', 'FSE', 'BOOKING', 'EXEMPTION', 'REGISTRY', 'COUNTER', 'PORTAL'];
  const ports = await freePorts(names.length);
  return {
    GASS_VAR: folder,
    ...Object.fromEntries(names.map((name, index) => [`GASS_${name}_PORT`, String(ports[index])])),
    ...(engine?.name === 'mongodb'
      ? {
          GASS_DATABASE: engine.address('gass'),
          GASS_FSE_DATABASE: engine.address('gass_fse'),
          GASS_BOOKING_DATABASE: engine.address('gass_booking'),
          GASS_EXEMPTION_DATABASE: engine.address('gass_exemption'),
          GASS_REGISTRY_DATABASE: engine.address('gass_registry'),
          GASS_PORTAL_DATABASE: engine.address('gass_portal'),
        }
      : {}),
  };
}

/** Below the ports that systems give to outgoing connections, which may take a free one at any moment. */
const FIRST_PORT = 10_000;
/** Exclusive: ports of metrics follow, so that none of either kind meets one of the other. */
const END_PORT = FIRST_PORT + METRICS_PORT_OFFSET;

/** Ports that are free, all different, with those of their metrics. */
async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(FIRST_PORT, END_PORT);
    const isFree = (await Promise.all([port, port + METRICS_PORT_OFFSET].map(canListen))).every(
      Boolean,
    );
    if (isFree) found.add(port);
  }
  return [...found];
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  return isFree;
}
