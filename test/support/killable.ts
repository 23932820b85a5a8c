/** One process of the system as a child that is killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type ProcessName, type Settings, readSettings } from '../../config/settings.ts';
import { COMPILE_CACHE } from './compile-cache.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts');
/** How long a start may take, on a busy machine. */
const READY_MS = 20_000;

export interface Killable {
  readonly settings: Settings;
  /** Resolves when it is ready. @throws Error it ended instead */
  start(): Promise<void>;
  isReady(): Promise<boolean>;
  /** kill -9; nothing when it does not run. */
  kill(): Promise<void>;
}

/** Starts `node src/main.ts <name>` with nothing but this environment. */
export async function startKillable(
  environment: Readonly<Record<string, string>>,
  name: Extract<ProcessName, 'provider'>,
): Promise<Killable> {
  const settings = readSettings(environment);
  let child: ChildProcess | undefined;
  const isRunning = (): boolean => child?.exitCode === null && child.signalCode === null;
  const isReady = async (): Promise<boolean> => {
    const answer = await fetch(`${settings.issuer}/health/ready`).catch(() => undefined);
    return answer?.ok === true;
  };
  const killable: Killable = {
    settings,
    isReady,
    async start() {
      let complaint = '';
      const started = spawn(process.execPath, [MAIN, name], {
        env: { ...COMPILE_CACHE, ...environment },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = started;
      started.stderr.on('data', (chunk: Buffer) => {
        complaint += chunk.toString();
      });
      const until = Date.now() + READY_MS;
      for (;;) {
        if (await isReady()) return;
        if (!isRunning() || Date.now() > until)
          throw new Error(`the ${name} does not start: ${complaint}`);
        await wait(20);
      }
    },
    async kill() {
      if (!child || !isRunning()) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
  await killable.start();
  return killable;
}
