/**
 * The one-time code of a login: derived, never stored.
 *
 * The code is HOTP(HMAC(pepper, salt)), so what is stored here opens nothing. A resend repeats the
 * same code and starts its 180 s again; tries are counted across sendings.
 */

/** What proves the second factor, bound to one attempt and account. */
export interface Challenge {
  /** Random; the code is derived from it. */
  readonly salt: string;
  readonly createdAt: number;
  /** Instants at which a sending was asked for. */
  readonly sentAt: readonly number[];
  /** Instant at which the last message was handed over to the channel, unless it still waits. */
  readonly handedOverAt?: number;
  /** The last sending failed for good. */
  readonly failedAt?: number;
  readonly tries: number;
}
