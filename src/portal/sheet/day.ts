/** Days with their weekday, which needs no article in Italian: "fino a venerdì 27 novembre 2026". Pure. */
import type { Language } from '../../web/catalog.ts';

const LOCALES = { it: 'it-IT', en: 'en-GB' } as const;
const ROME = 'Europe/Rome';

/** Takes an instant (epoch ms, shown in Rome) or a civil date; nothing is no words. @source ux 3.7 */
export function formatDay(language: Language, when: number | string | undefined): string {
  if (when === undefined) return '';
  return new Intl.DateTimeFormat(LOCALES[language], {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: typeof when === 'string' ? 'UTC' : ROME,
  })
    .format(new Date(when))
    .replaceAll(' ', '\u00a0');
}

const civil = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  timeZone: ROME,
});

/** The civil date of an instant in Italy, `YYYY-MM-DD`. */
export function civilDate(instant: number): string {
  return civil.format(instant);
}
