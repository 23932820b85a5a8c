/** Whether somebody may be a minor, by what each caller knows. Pure. */
import { Temporal } from 'temporal-polyfill';
import { ADULT_AGE_YEARS } from '../../../config/limits.ts';
import { ageAt, toCivilDate } from '../kit/rome.ts';

const MONTHS = 'ABCDEHLMPRST';
const OMOCODIA = 'LMNPQRSTUV';

/** Whether a person born on a civil date is under 18 at an instant. */
export function isMinor(birthdate: string, now: number): boolean {
  return ageAt(birthdate, now) < ADULT_AGE_YEARS;
}

/**
 * Whether the person of a fiscal code can be under 18: the year has two digits, so somebody of a
 * hundred years may seem a minor; nobody under 18 ever seems an adult.
 */
export function mayBeMinor(fiscalCode: string, now: number): boolean {
  const digits = (from: number): number =>
    Number(fiscalCode.slice(from, from + 2).replace(/[A-Z]/g, digitOf));
  const month = MONTHS.indexOf(fiscalCode.charAt(8)) + 1;
  const day = digits(9) % 40;
  const year = 2000 + digits(6);
  try {
    const born = Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString();
    return born <= toCivilDate(now) && isMinor(born, now);
  } catch {
    return false; // no such day: no code of a person born since 2000
  }
}

function digitOf(letter: string): string {
  return String(OMOCODIA.indexOf(letter));
}
