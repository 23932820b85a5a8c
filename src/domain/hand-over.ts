/**
 * What happens to a queued message: claimed, handed over, tried again, given up.
 *
 * A message waits while `dueAt` is set; a claim moves `dueAt` to the end of its lease, so a message
 * whose courier died comes up again by itself. Once ended, `dueAt` and body are gone for good.
 */
import { MESSAGE_KEPT_S, MESSAGE_LEASE_S, MESSAGE_RETRY_S } from '../../config/limits.ts';
import type { Message } from './message.ts';

/** How one try ended; `word` is stable and holds no data. */
export type Outcome =
  | { readonly isHandedOver: true; readonly ref?: string }
  | { readonly isHandedOver: false; readonly isPermanent: boolean; readonly word: string };

/** The word of a message that was not handed over in the life of what it carries. */
export const EXPIRED = 'expired';

const GONE_AT_THE_END = ['dueAt', 'sealedBody', 'failure', 'leaseHolder', 'leasedUntil'] as const;

/** A message at the beginning of its wait: due at once. */
export function queued(
  draft: Pick<
    Message,
    'id' | 'kind' | 'channel' | 'accountId' | 'attemptId' | 'sealedBody' | 'expiresAt'
  >,
  now: number,
): Message {
  return {
    ...draft,
    createdAt: now,
    dueAt: now,
    tries: 0,
    removeAt: draft.expiresAt + MESSAGE_KEPT_S * 1000,
  };
}

/** Whether nothing will happen to it any more. */
export function isEnded(message: Message): boolean {
  return message.dueAt === undefined;
}

/** Whether some courier is trying it. */
export function isLeased(message: Message, now: number): boolean {
  return message.leasedUntil !== undefined && message.leasedUntil > now;
}

/** Takes the lease for `holder`; the message itself when it is ended, held, or not due (unless forced). */
export function claimed(message: Message, holder: string, now: number, isForced: boolean): Message {
  if (message.dueAt === undefined || isLeased(message, now)) return message;
  if (message.dueAt > now && !isForced) return message;
  const until = now + MESSAGE_LEASE_S * 1000;
  const tries = message.tries + 1;
  return { ...message, leaseHolder: holder, leasedUntil: until, dueAt: until, tries };
}

/**
 * Writes down how the try of `holder` ended. A hand-over counts even if the lease was lost
 * meanwhile; a failure counts only for who holds the lease. An ended message never changes.
 */
export function settled(message: Message, holder: string, outcome: Outcome, now: number): Message {
  if (isEnded(message)) return message;
  if (outcome.isHandedOver)
    return {
      ...without(message, ...GONE_AT_THE_END),
      handedOverAt: now,
      ...(outcome.ref === undefined ? {} : { providerRef: outcome.ref }),
    };
  if (message.leaseHolder !== holder) return message;
  const dueAt = now + retryWaitS(message.tries) * 1000;
  if (outcome.isPermanent || dueAt >= message.expiresAt)
    return { ...without(message, ...GONE_AT_THE_END), failedAt: now, failure: outcome.word };
  return { ...without(message, 'leaseHolder', 'leasedUntil'), dueAt, failure: outcome.word };
}

/** Seconds until the next try after so many. */
function retryWaitS(tries: number): number {
  const last = MESSAGE_RETRY_S.length - 1;
  // The index is inside the list, which is not empty.
  return MESSAGE_RETRY_S[Math.min(Math.max(tries, 1) - 1, last)]!;
}

function without<Key extends keyof Message>(
  message: Message,
  ...keys: readonly Key[]
): Omit<Message, Key> {
  const kept = Object.entries(message).filter(
    ([key]) => !(keys as readonly string[]).includes(key),
  );
  // Only the named keys are gone, and the type says so.
  return Object.fromEntries(kept) as unknown as Omit<Message, Key>;
}
