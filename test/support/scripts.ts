/** The command line as a person runs it: a child process, its answer, its words, its status. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { COMPILE_CACHE } from './compile-cache.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

export interface ScriptRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of stdout, read as JSON; undefined when there is none. */
  readonly answer: Readonly<Record<string, unknown>> | undefined;
}

/** Runs `scripts/<name>.ts`; of this process's environment it gets the compile cache alone. */
export async function runScript(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ScriptRun> {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts', `${name}.ts`), ...args], {
    env: { ...COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  const answer = last.startsWith('{')
    ? (JSON.parse(last) as Record<string, unknown>) // the scripts print objects
    : undefined;
  return { status, stdout, stderr, answer };
}
