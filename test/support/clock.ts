/** A clock that stands ahead: expiry is never waited for. */
import { mock } from 'node:test';

/** Runs with `Date` so many milliseconds ahead and standing still. */
export async function moved(ms: number, work: () => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ['Date'], now: Date.now() + ms });
  try {
    await work();
  } finally {
    mock.timers.reset();
  }
}
