/** Child processes of tests, on the same Node as the test. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

const STORE_CHILD = new URL('./store-child.ts', import.meta.url).pathname;

/** A child on a database, its acknowledged lines so far, and its end. */
export interface StoreChild {
  readonly lines: () => readonly string[];
  /** Resolves when so many lines came. */
  atLeast(count: number): Promise<void>;
  kill(): void;
  /** Resolves with the lines when it has ended. @throws Error it failed */
  readonly ended: Promise<readonly string[]>;
}

/** Starts `store-child.ts` on the address. */
export function startStoreChild(address: string, ...task: readonly string[]): StoreChild {
  return startChild(STORE_CHILD, address, ...task);
}

/** Starts a script that prints one line for everything that was acknowledged to it. */
export function startChild(script: string, ...parameters: readonly string[]): StoreChild {
  return startChildIn(process.env, script, ...parameters);
}

/** The same with an environment of its own, and nothing of this process's. */
export function startChildIn(
  env: NodeJS.ProcessEnv,
  script: string,
  ...parameters: readonly string[]
): StoreChild {
  const child = spawn(process.execPath, [script, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let text = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (const look of waiting) look();
  });
  const lines = () => text.split('\n').slice(0, -1); // a line that was cut off was not acknowledged
  const ended = endOf(child).then(lines);
  ended.catch(() => undefined); // who awaits it hears of it
  return {
    lines,
    atLeast: (count) =>
      Promise.race([
        new Promise<void>((resolve) => {
          const look = () => {
            if (lines().length < count) return;
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
          look();
        }),
        ended.then((all) => {
          if (all.length < count) throw new Error(`the child ended after ${all.length} lines`);
        }),
      ]),
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
}

async function endOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<void> {
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on('close', (...how) => resolve(how)),
  );
  if (code !== 0 && signal !== 'SIGKILL')
    throw new Error(`the child ended with ${code}: ${complaint}`);
}
