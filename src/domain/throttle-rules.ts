/** What each tally allows. Every number is in config/limits.ts; the odds are in limits.md. */
import {
  ACCOUNT_SENDINGS,
  ACCOUNT_SENDINGS_WINDOW_S,
  ADDRESS_FAILURES,
  ADDRESS_SERIALS,
  CODE_TRIES_PER_DAY,
  DEVICE_FAILURES_PER_HOUR,
  DEVICE_WINDOW_S,
  FAILURES_WINDOW_S,
  NETWORK_FAILURES,
  NETWORK_WAIT_S,
  NETWORK_WINDOW_S,
  NOTICES_PER_DAY,
  NOTICES_WINDOW_S,
  SERIAL_ALARM,
  SERIAL_ALARM_DELAY_S,
  SERIAL_ALARM_PER_DAY,
  STRANGER_DELAY_MAX_S,
  STRANGER_DELAY_S,
  STRANGER_FREE,
  STRANGER_PER_DAY,
} from '../../config/limits.ts';
import { type Tally, type TallyEvent, type TallyRule, eventsOf } from './throttle.ts';

/** One serial from one network: some free tries, then growing delays, and so many a day. */
export const STRANGER_RULE: TallyRule = {
  windowS: FAILURES_WINDOW_S,
  kept: STRANGER_PER_DAY,
  waitsUntil: (events) =>
    Math.max(
      untilOneLeaves(events, STRANGER_PER_DAY, FAILURES_WINDOW_S),
      // While tries are free, one reserved a moment later by another process must not count as a wait.
      events.length < STRANGER_FREE ? 0 : lastOf(events) + strangerDelayS(events.length) * 1000,
    ),
};

/** The same while strangers everywhere guess at the serial: slower, but no lane ever closes. */
export const ALARMED_STRANGER_RULE: TallyRule = {
  windowS: FAILURES_WINDOW_S,
  kept: STRANGER_PER_DAY,
  waitsUntil: (events) =>
    Math.max(
      untilOneLeaves(events, SERIAL_ALARM_PER_DAY, FAILURES_WINDOW_S),
      lastOf(events) + SERIAL_ALARM_DELAY_S * 1000,
    ),
};

/** One serial from everywhere: it only counts, and raises the alarm. */
export const SERIAL_RULE: TallyRule = {
  windowS: FAILURES_WINDOW_S,
  kept: SERIAL_ALARM,
  waitsUntil: () => 0,
};

/** One address: failures, and different serials (`what`) with a failure. */
export const ADDRESS_RULE: TallyRule = {
  windowS: NETWORK_WINDOW_S,
  kept: ADDRESS_FAILURES,
  waitsUntil: (events) =>
    events.length >= ADDRESS_FAILURES || serialsOf(events) >= ADDRESS_SERIALS
      ? lastOf(events) + NETWORK_WAIT_S * 1000
      : 0,
};

/** One network. */
export const NETWORK_RULE: TallyRule = {
  windowS: NETWORK_WINDOW_S,
  kept: NETWORK_FAILURES,
  waitsUntil: (events) =>
    events.length >= NETWORK_FAILURES ? lastOf(events) + NETWORK_WAIT_S * 1000 : 0,
};

/** A known device: a lane of its own, whatever strangers do. */
export const DEVICE_RULE = atMost(DEVICE_FAILURES_PER_HOUR, DEVICE_WINDOW_S);

/** One-time codes tried for one account. */
export const CODE_RULE = atMost(CODE_TRIES_PER_DAY, FAILURES_WINDOW_S);

/** Sendings to one account. */
export const SENDINGS_RULE = atMost(ACCOUNT_SENDINGS, ACCOUNT_SENDINGS_WINDOW_S);

/** Notices of new reports to one person. */
export const NOTICES_RULE = atMost(NOTICES_PER_DAY, NOTICES_WINDOW_S);

/** Whether strangers' failures on a serial are so many that every network must slow down. */
export function isAlarmed(serialTally: Tally | undefined, now: number): boolean {
  return eventsOf(serialTally, FAILURES_WINDOW_S, now).length >= SERIAL_ALARM;
}

function atMost(count: number, windowS: number): TallyRule {
  return {
    windowS,
    kept: count,
    waitsUntil: (events) => untilOneLeaves(events, count, windowS),
  };
}

/** When fewer than `count` of the events are left in the window. */
function untilOneLeaves(events: readonly TallyEvent[], count: number, windowS: number): number {
  const leaving = events.at(-count);
  return leaving && events.length >= count ? leaving.at + windowS * 1000 : 0;
}

/** Of so many failures, the free ones at least. */
function strangerDelayS(failures: number): number {
  return Math.min(STRANGER_DELAY_S * 2 ** (failures - STRANGER_FREE), STRANGER_DELAY_MAX_S);
}

function lastOf(events: readonly TallyEvent[]): number {
  return events.at(-1)?.at ?? -Infinity;
}

function serialsOf(events: readonly TallyEvent[]): number {
  return new Set(events.map(({ what }) => what)).size;
}
