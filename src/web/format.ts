/** Dates, times and sizes as people read them. Italian time; no-break spaces inside. @source ux 3.7, 1.0.10 */
import type { Language } from './catalog.ts';

const LOCALES = { it: 'it-IT', en: 'en-GB' } as const;
const ROME = 'Europe/Rome';

/** `12 novembre 2026`; takes an instant (epoch ms, shown in Rome) or a civil date `YYYY-MM-DD`. */
export function formatDate(language: Language, when: number | string): string {
  const date = new Date(when); // a bare civil date is read as UTC
  return new Intl.DateTimeFormat(LOCALES[language], {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: typeof when === 'string' ? 'UTC' : ROME,
  })
    .format(date)
    .replaceAll(' ', '\u00a0');
}

/** `14:32`, rounded down to the minute. */
export function formatTime(language: Language, instant: number): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: ROME,
  }).format(instant);
}

/** `120 KB`, `1,4 MB`, in units of 1000. */
export function formatSize(language: Language, bytes: number): string {
  const [value, unit] =
    bytes < 1_000_000 ? [Math.ceil(bytes / 1000), 'KB'] : [bytes / 1_000_000, 'MB'];
  const number = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 1 }).format(
    value,
  );
  return `${number}\u00a0${unit}`;
}
