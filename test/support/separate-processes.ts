/** The real system as in production: every process a child of its own, `node src/main.ts <name>`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type ProcessName, readSettings } from '../../config/settings.ts';
import { COMPILE_CACHE } from './compile-cache.ts';
import { type TestSystem, readFolder, systemEnvironment } from './system.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts');
/** How long a child may take to be ready, on a busy machine. */
const READY_MS = 60_000; // machines are busy: a late start is no fault

/** A system seen from outside. */
export interface SeparateProcesses
  extends Pick<TestSystem, 'settings' | 'environment' | 'citizen' | 'sms' | 'clientKey'> {
  /** What every child wrote to stdout and stderr. */
  output(): string;
  close(): Promise<void>;
}

/** Starts them all at the same time on a new folder; resolves when each says that it is ready. */
export async function startSeparately(names: readonly ProcessName[]): Promise<SeparateProcesses> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gass-children-'));
  const environment = await systemEnvironment(folder);
  const settings = readSettings(environment);
  let output = '';
  const children = names.map((name) => {
    const child = spawn(process.execPath, [MAIN, name], {
      env: { ...COMPILE_CACHE, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return child;
  });
  const close = async (): Promise<void> => {
    await Promise.all(children.map(stop));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const urls = { ...settings.urls, provider: settings.issuer };
    await Promise.all(names.map((name) => ready(`${urls[name]}/health/ready`)));
    return { settings, environment, ...(await readFolder(folder)), output: () => output, close };
  } catch (error) {
    await close();
    throw new Error(`the processes did not start: ${output}`, { cause: error });
  }
}

async function ready(url: string): Promise<void> {
  const until = Date.now() + READY_MS;
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    if (Date.now() > until) throw new Error(`${url} is not ready`);
    await wait(50);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
