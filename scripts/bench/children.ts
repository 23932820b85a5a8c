/** Child processes of the bench, on the same Node. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

export interface StartedNode {
  /** From the spawn to the word that tells that it is ready. */
  readonly readyAfterMs: number;
  /** Resident memory now. */
  residentMb(): number;
  stop(): Promise<void>;
}

/** Starts a script and waits until it prints the word. @throws Error it ended before */
export function startNode(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  word: string,
): Promise<StartedNode> {
  const begun = performance.now();
  const child = spawn(process.execPath, [path.join(ROOT, script), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    let text = '';
    let isReady = false;
    child.stdout.on('data', (chunk: Buffer) => {
      if (isReady) return; // the log goes on: nobody reads it, and it must not fill the pipe
      text += chunk.toString();
      if (!text.includes(word)) return;
      isReady = true;
      resolve({
        readyAfterMs: Math.round(performance.now() - begun),
        residentMb: () => residentMb(child.pid),
        stop() {
          child.kill('SIGTERM');
          return ended;
        },
      });
    });
    void ended.then(() => reject(new Error(`${script} ended before it was ready`)));
  });
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port); // a TCP server has an address object
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function residentMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
