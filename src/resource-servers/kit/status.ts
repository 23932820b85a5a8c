/**
 * Revocation as the provider publishes it: the lists of the live tokens seen, read again every
 * 3 s in the background, so that no request waits for them and a revocation is seen within 5 s.
 */
import {
  ISSUER_TIMEOUT_S,
  STATUS_LISTS_KEPT,
  STATUS_POLL_MS,
  STATUS_STALE_S,
} from '../../../config/limits.ts';
import { ApiError } from './errors.ts';
import type { Issuer } from './issuer.ts';
import { type StatusList, type StatusReference, isSet, openStatusList } from './status-list.ts';

/** Refused bodies above this: 131,072 bytes in base64 with room. */
const MAX_LIST_CHARACTERS = 300_000;

export interface StatusLists {
  /**
   * Age in ms of what is known about the token, which is then not revoked.
   * @throws ApiError token-revoked · ACCESS_TOKEN_INVALID the list is not the issuer's ·
   * SERVICE_UNAVAILABLE no list has ever been seen
   */
  check(reference: StatusReference, tokenExpiresAt: number): Promise<number>;
  close(): void;
}

interface Kept {
  list?: StatusList;
  /** The read under way. */
  reading: Promise<void> | undefined;
  /** Monotonic instant of the last good read. */
  readAt: number;
  /** Until when a live token may need it, epoch ms. */
  neededUntil: number;
}

/** Starts the background reading; `close` ends it. */
export function openStatusLists(options: {
  readonly issuer: Issuer;
  /** Told of every failed read: an operator should know before lists are stale. */
  readonly onFailure: (uri: string, error: unknown) => void;
}): StatusLists {
  const lists = new Map<string, Kept>();

  const read = (uri: string, kept: Kept): Promise<void> => {
    kept.reading ??= fetchList(uri, options.issuer)
      .then((list) => {
        kept.list = list;
        kept.readAt = performance.now();
      })
      .catch((error: unknown) => options.onFailure(uri, error))
      .finally(() => {
        kept.reading = undefined;
      });
    return kept.reading;
  };

  const poll = setInterval(() => {
    for (const [uri, kept] of lists) {
      if (kept.neededUntil <= Date.now()) lists.delete(uri);
      else void read(uri, kept);
    }
  }, STATUS_POLL_MS).unref();

  return {
    async check(reference, tokenExpiresAt) {
      const kept = lists.get(reference.uri) ?? begin(lists, reference.uri, options.issuer.url);
      kept.neededUntil = Math.max(kept.neededUntil, tokenExpiresAt);
      if (!kept.list || isClockMoved(kept)) await read(reference.uri, kept);
      if (!kept.list)
        throw new ApiError('SERVICE_UNAVAILABLE', {
          detail: 'no status list',
          retryAfter: STATUS_POLL_MS / 1000,
        });
      if (isSet(kept.list, reference.idx)) throw new ApiError('token-revoked');
      return ageOf(kept.list);
    },
    close: () => clearInterval(poll),
  };
}

/** A place for a list not seen before. Only signed tokens name lists, so few exist; the bound is for a broken issuer. */
function begin(lists: Map<string, Kept>, uri: string, issuer: string): Kept {
  if (!isUnder(uri, issuer))
    throw new ApiError('ACCESS_TOKEN_INVALID', { detail: 'a status list elsewhere' });
  const kept: Kept = { reading: undefined, readAt: -Infinity, neededUntil: 0 };
  lists.set(uri, kept);
  for (const oldest of lists.keys()) {
    if (lists.size <= STATUS_LISTS_KEPT) break;
    lists.delete(oldest);
  }
  return kept;
}

function isUnder(uri: string, issuer: string): boolean {
  try {
    const { href } = new URL(uri);
    return href === uri && href.startsWith(`${issuer}/`);
  } catch {
    return false;
  }
}

/** Read a moment ago and yet stale: the machine slept or its clock was set. Silence of the provider is no reason to wait. */
function isClockMoved({ list, readAt }: Kept): boolean {
  return ageOf(list) > STATUS_STALE_S * 1000 && performance.now() - readAt < STATUS_STALE_S * 1000;
}

function ageOf(list: StatusList | undefined): number {
  return list ? Math.max(0, Date.now() - list.madeAt) : Infinity;
}

async function fetchList(uri: string, issuer: Issuer): Promise<StatusList> {
  const response = await fetch(uri, {
    headers: { accept: 'application/statuslist+jwt' },
    redirect: 'error',
    signal: AbortSignal.timeout(ISSUER_TIMEOUT_S * 1000),
  });
  const jwt = await response.text();
  if (!response.ok || jwt.length > MAX_LIST_CHARACTERS)
    throw new Error(`status list answered ${response.status}`);
  return openStatusList(jwt.trim(), { uri, issuer: issuer.url, keys: issuer.keys });
}
