/** How often one token may ask: a fixed window a token, in memory, of this process. @source resource-servers 1.12 */
import {
  MEMORY_ENTRIES,
  RATE_WINDOW_S,
  REQUESTS_PER_MINUTE,
  WRITES_PER_MINUTE,
} from '../../../config/limits.ts';
import { createBoundedMap } from './bounded-map.ts';
import { ApiError } from './errors.ts';

interface Window {
  readonly endsAt: number;
  requests: number;
  writes: number;
}

export interface RateLimit {
  /** Counts one request. @throws ApiError TOO_MANY_REQUESTS with the rest of the window */
  count(tokenId: string, isWrite: boolean): void;
}

/** A limit whose windows are counted on the monotonic clock. */
export function createRateLimit(): RateLimit {
  const windows = createBoundedMap<Window>(MEMORY_ENTRIES);
  return {
    count(tokenId, isWrite) {
      const now = performance.now();
      const kept = windows.get(tokenId);
      const window =
        kept && kept.endsAt > now
          ? kept
          : { endsAt: now + RATE_WINDOW_S * 1000, requests: 0, writes: 0 };
      if (window !== kept) windows.set(tokenId, window);
      window.requests += 1;
      if (isWrite) window.writes += 1;
      if (window.requests > REQUESTS_PER_MINUTE || window.writes > WRITES_PER_MINUTE)
        throw new ApiError('TOO_MANY_REQUESTS', {
          retryAfter: Math.ceil((window.endsAt - now) / 1000),
        });
    },
  };
}
