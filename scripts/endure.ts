/**
 * `npm run endure [-- --minutes 10] [--seed N]`: the storms of the tests, long.
 *
 * Bad requests by the ten thousand, kill -9 for minutes, races again and again: the same test files
 * as in `npm test`, with other sizes and seeds, one after another until the time is over. Loopback
 * only, in folders of their own. Each run prints a line; a failure prints its output and its seed,
 * and the exit status is 1.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '..');
const MOCHA = path.join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
/** A run is not begun when less than this is left, in milliseconds. */
const SHORTEST_MS = 20_000;
/** How much longer than the time left a run may take to clean up. */
const GRACE_MS = 60_000;
/** One run's storm, in requests and in seconds: what the tests' invented people are enough for. */
const REQUESTS = 20_000;
const KILL_SECONDS = 60;
/** Requests of each reader that must see nothing of what is hidden. */
const TURNS = 200;
/** Requests a second that are counted on, so that the last storm fits into the time left. */
const CAREFUL_RATE = 50;

interface Storm {
  readonly what: string;
  readonly files: readonly string[];
  /** Variables that make it as large as the seconds left allow. */
  sizes(secondsLeft: number): Readonly<Record<string, string>>;
}

const STORMS: readonly Storm[] = [
  {
    what: 'bad requests',
    files: ['test/flows/bad-input.test.ts'],
    sizes: (left) => ({
      GASS_TEST_REQUESTS: String(Math.min(REQUESTS, Math.ceil(left * CAREFUL_RATE))),
    }),
  },
  {
    what: 'kill -9',
    files: ['test/flows/restart-kill.test.ts', 'test/contract/courier-crash.test.ts'],
    sizes: (left) => ({ GASS_TEST_SECONDS: String(Math.min(KILL_SECONDS, Math.ceil(left / 2))) }),
  },
  {
    what: 'races',
    files: ['test/flows/races.test.ts', 'test/contract/*-races.test.ts'],
    sizes: () => ({ GASS_TEST_CROWDS: '8,20' }),
  },
  {
    what: 'no trace',
    files: ['test/flows/*-no-trace.test.ts'],
    sizes: () => ({ GASS_TEST_TURNS: String(TURNS) }),
  },
  { what: 'times', files: ['test/flows/same-answer.test.ts'], sizes: () => ({}) },
];

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const minutes = Number(values.minutes);
const firstSeed = Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(firstSeed)) {
  process.stderr.write('npm run endure -- --minutes N [--seed N]: both are numbers.\n');
  process.exitCode = 1;
} else await endure(Date.now() + minutes * 60_000);

async function endure(until: number): Promise<void> {
  let runs = 0;
  let failed = 0;
  for (let left = until - Date.now(); left > SHORTEST_MS; left = until - Date.now()) {
    const storm = STORMS[runs % STORMS.length];
    if (!storm) break;
    const seed = firstSeed + runs;
    const sizes = { ...storm.sizes(left / 1000), GASS_TEST_SEED: String(seed) };
    const begun = Date.now();
    const { isGood, output } = await run(storm, sizes, left + GRACE_MS);
    const took = `${Math.round((Date.now() - begun) / 1000)} s`;
    const size = Object.values(sizes).slice(0, -1).join();
    process.stdout.write(
      `${isGood ? 'passed' : 'FAILED'}  ${storm.what.padEnd(14)} ${size.padStart(6)}  seed ${seed}  ${took}\n`,
    );
    if (!isGood) process.stdout.write(`${output}\n`);
    runs += 1;
    if (!isGood) failed += 1;
  }
  process.stdout.write(`${runs} runs, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
}

async function run(
  { files }: Storm,
  sizes: Readonly<Record<string, string>>,
  timeout: number,
): Promise<{ isGood: boolean; output: string }> {
  const child = spawn(process.execPath, [MOCHA, ...files], {
    cwd: ROOT,
    env: { ...process.env, ...sizes },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { isGood: status === 0, output };
}
