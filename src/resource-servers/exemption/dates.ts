/** The calendar of exemptions: civil dates in Rome, and the exemption year that ends on 31 March. Pure. */
import { Temporal } from 'temporal-polyfill';
import { ROME } from '../kit/rome.ts';

/** A span of civil dates, both days included. */
export interface Period {
  /** First day, YYYY-MM-DD. */
  readonly from: string;
  /** Last day, YYYY-MM-DD. */
  readonly until: string;
}

/** Last day of the exemption year in which a day falls: 31 March. @source domain.md [38]-[41] */
export function endOfExemptionYear(day: string): string {
  const year = Number(day.slice(0, 4));
  const end = `${year}-03-31`;
  return day <= end ? end : `${year + 1}-03-31`;
}

/** First day of the exemption year in which a day falls: 1 April. */
export function startOfExemptionYear(day: string): string {
  return `${Number(endOfExemptionYear(day).slice(0, 4)) - 1}-04-01`;
}

/**
 * What can be declared on a day: from that day to 31 March; from 1 January on also the year after,
 * which begins on 1 April.
 */
export function declarablePeriods(today: string): readonly Period[] {
  const until = endOfExemptionYear(today);
  const current = { from: today, until };
  if (today.slice(0, 4) !== until.slice(0, 4)) return [current];
  const next = dayAfter(until);
  return [current, { from: next, until: endOfExemptionYear(next) }];
}

/** The day after. */
function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}

/** The day before. */
export function dayBefore(day: string): string {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
}

/** The instant at which a day begins in Rome, epoch ms. */
export function startOfDay(day: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(ROME).epochMilliseconds;
}

/** The last second of a day in Rome, epoch ms. */
export function lastSecondOf(day: string): number {
  return startOfDay(dayAfter(day)) - 1000;
}

/** `31 marzo 2027`, `1° aprile 2027`: as Italian writes a day. */
export function inItalian(day: string): string {
  const words = new Intl.DateTimeFormat('it-IT', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(day),
  );
  return words.replace(/^1 /, '1° ');
}
