/**
 * Installs the tests' MongoDB-compatible server (SecantusDB, a Python package) once per checkout,
 * under node_modules/.cache. Also a command, for CI: `node test/support/mongo-install.ts`.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REQUIREMENTS = new URL('./mongo-server/requirements.txt', import.meta.url).pathname;
const CACHE = new URL('../../node_modules/.cache/gass-mongo/', import.meta.url).pathname;
/** An install takes 10 to 20 s; one that is older than this was killed. */
const INSTALL_LIMIT_MS = 180_000;
/** A failure is believed for so long, so that twenty test files do not each wait for the network. */
const FAILURE_KEPT_MS = 300_000;

/** The Python of the installed server, or the sentence that says why there is none. */
export async function installMongo(): Promise<{ readonly python: string } | string> {
  const pinned = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex')
    .slice(0, 12);
  const home = path.join(CACHE, pinned);
  const python = path.join(home, 'bin', 'python');
  const lock = `${home}.lock`;
  const failure = `${home}.failed`;
  await mkdir(CACHE, { recursive: true });
  for (;;) {
    if (existsSync(python)) return { python };
    if ((await ageOf(failure)) < FAILURE_KEPT_MS) return readFile(failure, 'utf8');
    if (await take(lock)) break;
    await pause(200); // another test process installs
  }
  try {
    if (!existsSync(python)) await install(home);
    return { python };
  } catch (error) {
    const reason = firstLine(error);
    await writeFile(failure, reason);
    return reason;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** Made beside its place and renamed there, so that what is there is whole. */
async function install(home: string): Promise<void> {
  const base = await findPython();
  console.warn('      installing the MongoDB-compatible server of the tests (once, about 15 s)');
  const draft = `${home}.draft`;
  await rm(draft, { recursive: true, force: true });
  await run(base, ['-m', 'venv', draft]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary', ':all:'];
  const bounds = ['--disable-pip-version-check', '--retries', '1', '--timeout', '15'];
  await run(
    path.join(draft, 'bin', 'python'),
    [...pip, ...bounds, '--require-hashes', '-r', REQUIREMENTS],
    {
      timeout: INSTALL_LIMIT_MS,
    },
  );
  await rename(draft, home);
}

async function findPython(): Promise<string> {
  for (const name of ['python3.11', 'python3']) {
    try {
      const { stdout } = await run(name, ['-c', 'import sys; print(*sys.version_info[:2])']);
      if (stdout.trim() === '3 11') return name;
    } catch {
      // not on this machine: the next one may be
    }
  }
  throw new Error('Python 3.11 is not on this machine');
}

async function take(lock: string): Promise<boolean> {
  if ((await ageOf(lock)) > INSTALL_LIMIT_MS) await rm(lock, { recursive: true, force: true });
  return mkdir(lock).then(
    () => true,
    () => false,
  );
}

/** Milliseconds since the file was made; for a missing one NaN, which compares as neither older nor younger. */
async function ageOf(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.NaN,
  );
}

function firstLine(error: unknown): string {
  const { stderr } = error as { stderr?: string };
  const text = stderr?.trim() || (error instanceof Error ? error.message : String(error));
  return `no MongoDB for the tests: ${text.split('\n').at(-1) ?? ''}`;
}

if (import.meta.main) {
  const installed = await installMongo();
  console.log(
    typeof installed === 'string' ? installed : 'the MongoDB-compatible server is installed',
  );
  if (typeof installed === 'string') process.exitCode = 1;
}
