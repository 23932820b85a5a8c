/**
 * The one-time code of a login: derived, never stored.
 *
 * The code is HOTP(HMAC(pepper, salt)), so what is stored here opens nothing. A resend repeats the
 * same code and starts its 180 s again; tries are counted across sendings.
 */
import {
  CODE_SENDINGS,
  CODE_TRIES,
  ONE_TIME_CODE_ABSOLUTE_S,
  ONE_TIME_CODE_S,
  RESEND_WAIT_S,
} from '../../config/limits.ts';

/** What proves the second factor, bound to one attempt and account. */
export interface Challenge {
  /** Random; the code is derived from it. */
  readonly salt: string;
  readonly createdAt: number;
  /** Instants at which a sending was asked for. */
  readonly sentAt: readonly number[];
  /** Instant at which the last message was handed over to the channel, unless it still waits. */
  readonly handedOverAt?: number;
  /** When a sending failed for good; an older one than the last sending or hand-over says nothing. */
  readonly failedAt?: number;
  readonly tries: number;
}

/** What asking for an SMS now leads to; `until` is the instant (epoch ms) that ends the refusal. */
export type Sending =
  | { readonly kind: 'new' }
  | { readonly kind: 'same' }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'no_more'; readonly until: number };

/** The instant (epoch ms) from which the code is dead: 180 s from the hand-over, 600 s in all. */
export function codeEndsAt(challenge: Challenge): number {
  const from = challenge.handedOverAt ?? lastSentAt(challenge);
  return Math.min(
    challenge.createdAt + ONE_TIME_CODE_ABSOLUTE_S * 1000,
    from + ONE_TIME_CODE_S * 1000,
  );
}

/** Whether the code may still be given. */
export function isAlive(challenge: Challenge, now: number): boolean {
  return now < codeEndsAt(challenge) && challenge.tries < CODE_TRIES;
}

/** What asking for an SMS now leads to: the same code again, a new one, or a refusal. */
export function nextSending(challenge: Challenge | undefined, now: number): Sending {
  if (!challenge || !isAlive(challenge, now)) return { kind: 'new' };
  if (challenge.sentAt.length >= CODE_SENDINGS)
    return { kind: 'no_more', until: codeEndsAt(challenge) };
  const next = lastSentAt(challenge) + RESEND_WAIT_S * 1000;
  return now < next ? { kind: 'wait', until: next } : { kind: 'same' };
}

/** The challenge after a sending was asked for; another salt makes a new one. */
export function withSending(
  challenge: Challenge | undefined,
  salt: string,
  now: number,
): Challenge {
  if (!challenge || challenge.salt !== salt)
    return { salt, createdAt: now, sentAt: [now], tries: 0 };
  return { ...challenge, sentAt: [...challenge.sentAt, now] };
}

/**
 * The challenge after the message queued at `queuedAt` was handed over. A message of an earlier
 * code changes nothing; told twice, the later hand-over stands.
 */
export function withHandOver(challenge: Challenge, queuedAt: number, now: number): Challenge {
  if (queuedAt < challenge.createdAt || (challenge.handedOverAt ?? 0) >= now) return challenge;
  return { ...challenge, handedOverAt: now };
}

/** The challenge after the message queued at `queuedAt` failed for good; only the last one counts. */
export function withFailure(challenge: Challenge, queuedAt: number, now: number): Challenge {
  return queuedAt < lastSentAt(challenge) ? challenge : { ...challenge, failedAt: now };
}

/** When an SMS was last asked for. Epoch ms. */
export function lastSentAt(challenge: Challenge): number {
  return challenge.sentAt.at(-1) ?? challenge.createdAt;
}

/** What the code page shows. Instants are epoch ms. */
export interface CodeState {
  /** `unsent`: no SMS was asked for; `waiting`: the message is on its way to the channel. */
  readonly kind: 'unsent' | 'waiting' | 'sent' | 'sent_again' | 'failed' | 'expired';
  /** When the code stops; absent without a code. */
  readonly endsAt?: number;
  readonly lastSentAt?: number;
}

/** The state of a challenge as the page tells it. */
export function codeState(challenge: Challenge | undefined, now: number): CodeState {
  if (!challenge) return { kind: 'unsent' };
  const at = { endsAt: codeEndsAt(challenge), lastSentAt: lastSentAt(challenge) };
  if (!isAlive(challenge, now)) return { kind: 'expired', ...at };
  const handedOverAt = challenge.handedOverAt ?? 0;
  if ((challenge.failedAt ?? 0) >= Math.max(at.lastSentAt, handedOverAt))
    return { kind: 'failed', ...at };
  if (handedOverAt < at.lastSentAt) return { kind: 'waiting', ...at };
  return { kind: challenge.sentAt.length > 1 ? 'sent_again' : 'sent', ...at };
}
