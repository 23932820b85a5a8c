/**
 * Civil dates: days of the calendar in Italy, `YYYY-MM-DD`, and the instants at which they begin.
 *
 * Instants are epoch milliseconds. Birthdays, ends of decrees and mandates are civil: they turn at
 * 00:00 Europe/Rome, which is 22:00 or 23:00 UTC of the day before.
 */
import { Temporal } from 'temporal-polyfill';
import { ADULT_AGE_YEARS } from '../../config/limits.ts';
import { InvalidValueError } from './errors.ts';

const ROME = 'Europe/Rome';

/** Reads `YYYY-MM-DD`, a day that exists. @throws InvalidValueError with the field's name */
export function parseCivilDate(text: string, field: string): string {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text).toString();
  } catch {
    // RangeError: no such day
  }
  throw new InvalidValueError(field, 'a date is written YYYY-MM-DD and must exist');
}

/** The day it is in Italy. */
export function todayInRome(now: number): string {
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(ROME)
    .toPlainDate()
    .toString();
}

/** The instant at which the day begins: 00:00 Europe/Rome. */
export function instantOfMidnight(date: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(ROME).epochMilliseconds;
}

/** The instant at which an inclusive last day is over: 24:00 Europe/Rome. */
export function endOfDay(date: string): number {
  return instantOfMidnight(addDays(date, 1));
}

/** The day so many days later; negative for earlier. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** The day so many months later: the last of the month where the day is missing. */
export function addMonths(date: string, months: number): string {
  return Temporal.PlainDate.from(date).add({ months }).toString();
}

/** The 18th birthday; whoever was born on 29 February comes of age on the 28th. @source design 6 */
export function adultOn(birthdate: string): string {
  return Temporal.PlainDate.from(birthdate).add({ years: ADULT_AGE_YEARS }).toString();
}
