/** Days and times as messages write them: always Rome's, never the server's. @source ux 3.7 */
import type { Language } from '../domain/account.ts';

const ZONE = 'Europe/Rome';
const SHORT = new Intl.DateTimeFormat('it-IT', {
  timeZone: ZONE,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
});
const TIME = new Intl.DateTimeFormat('it-IT', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const LONG = {
  it: new Intl.DateTimeFormat('it-IT', { timeZone: ZONE, dateStyle: 'long' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, dateStyle: 'long' }),
} as const;
const NO_BREAK_SPACE = '\u00a0';

/** `30/09/2026`, of an instant (epoch ms) or a civil date (`YYYY-MM-DD`). */
export function shortDate(when: number | string): string {
  return typeof when === 'number' ? SHORT.format(when) : when.split('-').reverse().join('/');
}

/** `14:32`. */
export function timeOfDay(instant: number): string {
  return TIME.format(instant);
}

/** `30 settembre 2026`, with spaces that do not break. */
export function longDate(instant: number, language: Language): string {
  return LONG[language].format(instant).replaceAll(' ', NO_BREAK_SPACE);
}
