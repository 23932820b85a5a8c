/**
 * Working days in Italy, and until when an appointment may be cancelled. Pure.
 *
 * A working day is Monday to Friday and no national holiday (Veneto's definition; how Lombardy
 * counts Saturday was not found). 4 October is a holiday since 2026. @source L. 8 Oct 2025 n. 151
 */
import { Temporal } from 'temporal-polyfill';
import { CANCEL_WORKING_DAYS } from '../../../config/limits.ts';
import { ROME } from '../kit/rome.ts';

/** Holidays on a fixed day, MM-DD. Easter Sunday is a Sunday anyway. */
const FIXED = new Set([
  '01-01',
  '01-06',
  '04-25',
  '05-01',
  '06-02',
  '08-15',
  '11-01',
  '12-08',
  '12-25',
  '12-26',
]);
const SAINT_FRANCIS = { day: '10-04', since: 2026 } as const;

/** Whether offices work on a civil date, YYYY-MM-DD. */
export function isWorkingDay(date: string): boolean {
  const day = Temporal.PlainDate.from(date);
  const monthDay = date.slice(5);
  const isFixed =
    FIXED.has(monthDay) || (monthDay === SAINT_FRANCIS.day && day.year >= SAINT_FRANCIS.since);
  return day.dayOfWeek <= 5 && !isFixed && !day.equals(easterMonday(day.year));
}

/** The last civil date on which an appointment of this start may be cancelled or moved. */
export function cancelDay(start: number): string {
  let day = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(ROME).toPlainDate();
  for (let left = CANCEL_WORKING_DAYS; left > 0; ) {
    day = day.subtract({ days: 1 });
    if (isWorkingDay(day.toString())) left -= 1;
  }
  return day.toString();
}

/** The last second of that day in Rome, epoch ms; until its end a change is in time. */
export function cancelBy(start: number): number {
  const next = Temporal.PlainDate.from(cancelDay(start)).add({ days: 1 });
  return next.toZonedDateTime(ROME).epochMilliseconds - 1000;
}

/** @source Meeus, Astronomical Algorithms: the Gregorian computus without exceptions (Butcher) */
function easterMonday(year: number): Temporal.PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return Temporal.PlainDate.from({ year, month, day }).add({ days: 1 });
}
