/**
 * Counting of failures before and after the password is proven (limits.md).
 *
 * A try is reserved before it is judged and given back when it was good: so parallel guesses count
 * one by one. What each key allows stands in throttle-rules.ts.
 */

/** One failure, or one try that is being judged; `what` tells what it concerned. */
export interface TallyEvent {
  readonly at: number;
  readonly what?: string;
}

/** Instants of failures under one key, newest last, with what they concerned. */
export interface Tally {
  /** HMAC of what is counted: existing and unknown serials alike. */
  readonly id: string;
  readonly events: readonly TallyEvent[];
  readonly expiresAt: number;
}

/** A browser that completed a login: failures of strangers do not lock it out. `id` is an HMAC of its cookie. */
export interface Device {
  readonly id: string;
  readonly accountIds: readonly string[];
  readonly failures: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** How tries under one key are counted. */
export interface TallyRule {
  /** Older events do not count. */
  readonly windowS: number;
  /** Newest events kept; no rule needs more to decide. */
  readonly kept: number;
  /** The instant (epoch ms) from which one more try is allowed, by the events in the window. */
  waitsUntil(events: readonly TallyEvent[], now: number): number;
}

/** A tally with nothing in it. */
export function emptyTally(id: string): Tally {
  return { id, events: [], expiresAt: 0 };
}

/** The events that count now. */
export function eventsOf(tally: Tally | undefined, windowS: number, now: number): TallyEvent[] {
  return (tally?.events ?? []).filter(({ at }) => at > now - windowS * 1000);
}

/** Milliseconds until the rule allows one more try; 0 when it does now. */
export function waitOf(tally: Tally | undefined, rule: TallyRule, now: number): number {
  return Math.max(0, rule.waitsUntil(eventsOf(tally, rule.windowS, now), now) - now);
}

/** The tally with one more try, or the very same when the rule does not allow it now. */
export function withTry(tally: Tally, rule: TallyRule, event: TallyEvent): Tally {
  if (waitOf(tally, rule, event.at) > 0) return tally;
  const events = [...eventsOf(tally, rule.windowS, event.at), event].slice(-rule.kept);
  return { ...tally, events, expiresAt: event.at + rule.windowS * 1000 };
}

/** Whether the very thing was counted before: doing it again costs nothing. */
export function isCounted(tally: Tally, what: string): boolean {
  return tally.events.some((event) => event.what === what);
}

/** The tally without a try that turned out good; the very same when it is not there any more. */
export function withoutTry(tally: Tally, event: TallyEvent): Tally {
  const index = tally.events.findLastIndex(
    ({ at, what }) => at === event.at && what === event.what,
  );
  return index === -1 ? tally : { ...tally, events: tally.events.toSpliced(index, 1) };
}
