/** A gate before expensive work: so many at once, two lanes, and nobody waits longer than told. */
import { RETRY_AFTER_S } from '../../config/limits.ts';
import { OverloadedError } from '../domain/errors.ts';

/** Known devices and work behind a proven password; everybody else. */
export type Lane = 'known' | 'unknown';

export interface GateOptions {
  /** How many pieces of work run at once. */
  readonly concurrency: number;
  readonly waitMs: number;
}

interface Waiting {
  readonly admit: () => void;
}

/**
 * Half of the slots (at least one) belong to the known lane as soon as somebody waits there, the
 * rest to the other lane likewise; a lane nobody waits in lends its slots, so none stands idle.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #knownShare: number;
  readonly #running: Record<Lane, number> = { known: 0, unknown: 0 };
  readonly #waiting: Record<Lane, Set<Waiting>> = { known: new Set(), unknown: new Set() };

  constructor(options: GateOptions) {
    this.#options = options;
    this.#knownShare = Math.max(1, Math.floor(options.concurrency / 2));
  }

  /** Runs the work when its turn comes. @throws OverloadedError (503) the turn did not come in time */
  async run<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    await this.#enter(lane);
    try {
      return await work();
    } finally {
      this.#running[lane] -= 1;
      this.#admitNext();
    }
  }

  async #enter(lane: Lane): Promise<void> {
    if (this.#isFree()) {
      this.#running[lane] += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting[lane].delete(waiting);
        reject(new OverloadedError(`no turn within ${this.#options.waitMs} ms`, RETRY_AFTER_S));
      }, this.#options.waitMs);
      const waiting: Waiting = {
        admit: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.#waiting[lane].add(waiting);
    });
  }

  /** The slot is taken here, not when the waiting one wakes: nobody may slip in between. */
  #admitNext(): void {
    const lane = this.#nextLane();
    const [next] = lane ? this.#waiting[lane] : [];
    if (!lane || !next || !this.#isFree()) return;
    this.#waiting[lane].delete(next);
    this.#running[lane] += 1;
    next.admit();
  }

  #nextLane(): Lane | undefined {
    const { known, unknown } = this.#waiting;
    if (known.size > 0 && (unknown.size === 0 || this.#running.known < this.#knownShare))
      return 'known';
    return unknown.size > 0 ? 'unknown' : undefined;
  }

  #isFree(): boolean {
    return this.#running.known + this.#running.unknown < this.#options.concurrency;
  }
}
