/** Passwords and PINs: argon2id with a pepper, off the event loop and never too many at once. */
import { availableParallelism } from 'node:os';
import { randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import { HASH_QUEUE_WAIT_MS } from '../../config/limits.ts';
import { Gate, type Lane } from './gate.ts';

/** argon2id parameters. @source OWASP Password Storage Cheat Sheet */
export interface HashCost {
  readonly memoryKib: number;
  /** Passes over the memory. */
  readonly time: number;
  readonly parallelism: number;
}

export interface HasherOptions {
  /** The key `pepper` of `config/secrets.ts`. */
  readonly pepper: string;
  readonly cost: HashCost;
  /**
   * Hashes at once; default the cores. Node's thread pool, in which argon2 runs, has 4 threads: on
   * more cores UV_THREADPOOL_SIZE must be raised (cores + 2), or the pool is the limit.
   */
  readonly concurrency?: number;
  readonly queueWaitMs?: number;
}

export interface Hasher {
  /** PHC string of a text that is already proven good. @throws OverloadedError (503) */
  hash(text: string): Promise<string>;
  /**
   * Whether the text belongs to the hash. Without a hash (nobody has it) a dummy of the same cost
   * is verified and the answer is false, so that time does not tell. @throws OverloadedError (503)
   */
  verify(hash: string | undefined, text: string, lane: Lane): Promise<boolean>;
  /** Whether the hash was made with other parameters and should be made anew. */
  needsRehash(hash: string): boolean;
}

/** A hasher; each has a gate of its own, so a process makes one. */
export function createHasher(options: HasherOptions): Hasher {
  const secret = Buffer.from(options.pepper);
  const { memoryKib, time, parallelism } = options.cost;
  const cost = { memoryCost: memoryKib, timeCost: time, parallelism };
  const dummy = dummyHash(options.cost);
  const gate = new Gate({
    concurrency: options.concurrency ?? availableParallelism(),
    waitMs: options.queueWaitMs ?? HASH_QUEUE_WAIT_MS,
  });
  return {
    hash: (text) =>
      gate.run('known', () =>
        argon2.hash(normal(text), { ...cost, type: argon2.argon2id, secret }),
      ),
    verify: (hash, text, lane) =>
      gate.run(lane, async () => {
        const isRight = await argon2.verify(hash ?? dummy, normal(text), { secret });
        return isRight && hash !== undefined;
      }),
    needsRehash: (hash) => argon2.needsRehash(hash, cost),
  };
}

/** The same letters typed on two keyboards are the same bytes. @source NIST 800-63B-4 3.1.1.2 */
function normal(text: string): string {
  return text.normalize('NFC');
}

/**
 * A hash of nothing: random bytes in the right form. Verifying it takes as long as verifying a real
 * one, and making it takes no time, so that not even the first unknown serial answers later.
 */
function dummyHash({ memoryKib, time, parallelism }: HashCost): string {
  const [salt, hash] = [randomBytes(16), randomBytes(32)].map((bytes) =>
    bytes.toString('base64').replace(/=+$/, ''),
  );
  return `$argon2id$v=19$m=${memoryKib},t=${time},p=${parallelism}$${salt}$${hash}`;
}
