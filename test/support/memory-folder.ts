/**
 * Loaded by mocha before the tests: their folders lie in memory where the machine has room there.
 * Every commit waits for the disk (`synchronous = FULL`), and on a disk that is half the time of a
 * run. What kill -9 may lose is the same in memory; what a power cut may lose no test can see.
 * A TMPDIR that is set is kept.
 */
import { accessSync, constants, statfsSync } from 'node:fs';

const MEMORY = '/dev/shm';
/** Two workers with systems and browsers of their own fill less than half of it. */
const ROOM_BYTES = 2 ** 30;

if (process.env['TMPDIR'] === undefined && hasRoom()) process.env['TMPDIR'] = MEMORY;

function hasRoom(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false; // containers often have none, or 64 MB
  }
}
