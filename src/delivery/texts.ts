/** The words that travel by SMS, mail and letter, filled in. @source ux.md section 2 */
import { Eta } from 'eta';
import { IntlMessageFormat } from 'intl-messageformat';
import { SMS_HOST_WARNING_MAX, SMS_NAME_LENGTH, SMS_SEPTETS } from '../../config/limits.ts';
import type { Language } from '../domain/account.ts';
import { longDate, shortDate, timeOfDay } from './dates.ts';
import { plainName, septetsOf } from './gsm7.ts';
import type { Catalog, LetterKey, MailArgs, MailKey, SmsArgs, SmsKey } from './text-keys.ts';
import { ENGLISH } from './texts.en.ts';
import { ITALIAN } from './texts.it.ts';

const CATALOGS: Readonly<Record<Language, Catalog>> = { it: ITALIAN, en: ENGLISH };
const ETA = new Eta({ autoTrim: false });
const MAIL_PAGE = `<!doctype html>
<html lang="<%= it.language %>"><head><meta charset="utf-8"><title><%= it.subject %></title></head><body>
<% for (const lines of it.paragraphs) { %><p><% lines.forEach((line, n) => { %><% if (n > 0) { %><br><% } %><%= line %><% }) %></p>
<% } %></body></html>
`;

/**
 * The text of one SMS: always one GSM-7 segment. `code` adds its warning where the host leaves room,
 * and ends with the origin-bound line `@host #code`.
 * @throws Error the text does not fit: a mistake of ours, found by the tests
 */
export function smsText<K extends SmsKey>(key: K, language: Language, args: SmsArgs[K]): string {
  const catalog = CATALOGS[language];
  const values = smsValues(args, catalog.somebody);
  const isShort = key === 'code' && (values['host'] ?? '').length <= SMS_HOST_WARNING_MAX;
  const filled = fillText(catalog.sms[isShort ? 'code_with_warning' : key], values);
  const text = filled.startsWith(catalog.somebody) ? capitalized(filled) : filled;
  const septets = septetsOf(text);
  if (septets === undefined || septets > SMS_SEPTETS)
    throw new Error(`the SMS ${key} (${language}) is not one GSM-7 segment`);
  return text;
}

/** A mail: the same words as text and as simple HTML without images or links. */
export function mailText<K extends MailKey>(
  key: K,
  language: Language,
  args: MailArgs[K],
): { readonly subject: string; readonly text: string; readonly html: string } {
  const { subject: title, body } = CATALOGS[language].mail[key];
  const values = mailValues(args, language);
  const subject = fillText(title, values);
  const text = fillText(body, values);
  const paragraphs = text.split('\n\n').map((paragraph) => paragraph.split('\n'));
  return { subject, text, html: ETA.renderString(MAIL_PAGE, { language, subject, paragraphs }) };
}

/** One text of the letter. */
export function letterText(
  key: LetterKey,
  language: Language,
  values: Readonly<Record<string, string>>,
): string {
  return fillText(CATALOGS[language].letter[key], values);
}

/** Puts arguments into an ICU text. */
function fillText(text: string, values: Readonly<Record<string, string>>): string {
  // Digits and dates arrive as words, so the locale decides nothing here.
  return String(new IntlMessageFormat(text, 'it', undefined, { ignoreTag: true }).format(values));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function smsValues(
  args: Readonly<Record<string, string | number>>,
  somebody: string,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(args)) {
    if (name === 'at' && typeof value === 'number') {
      values['date'] = shortDate(value);
      values['time'] = timeOfDay(value);
    } else if (name === 'date') values[name] = shortDate(value);
    else if (name === 'name')
      values[name] = plainName(String(value)).slice(0, SMS_NAME_LENGTH).trim() || somebody;
    else values[name] = String(value);
  }
  return values;
}

function mailValues(
  args: Readonly<Record<string, string | number>>,
  language: Language,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(args)) {
    if (name === 'at' && typeof value === 'number') {
      values['date'] = longDate(value, language);
      values['time'] = timeOfDay(value);
    } else values[name] = String(value);
  }
  return values;
}
