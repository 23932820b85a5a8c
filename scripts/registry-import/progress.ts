/** How far an import is, on stderr: a bar at a terminal, nothing in a file. */
import { SingleBar } from 'cli-progress';
import type { Summary } from './import-file.ts';

export interface Progress {
  start(name: string, bytes: number): void;
  update(bytes: number, sum: Summary): void;
  stop(): void;
}

/** Shows one file after the other. */
export function showProgress(): Progress {
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{name} [{bar}] {percentage}% | {read} lines, {refused} refused | {eta_formatted} left',
    hideCursor: true,
  });
  return {
    start: (name, bytes) => bar.start(bytes, 0, { name, read: 0, refused: 0 }),
    update: (bytes, { read, refused }) => bar.update(bytes, { read, refused }),
    stop: () => bar.stop(),
  };
}
