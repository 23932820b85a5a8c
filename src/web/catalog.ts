/** Texts in two languages, in ICU message format, with keys that the compiler checks. */
import { IntlMessageFormat } from 'intl-messageformat';
import { escapeHtml, Html } from './html.ts';
import { kitEn } from './texts.en.ts';
import { type KitKey, kitIt } from './texts.it.ts';

export type Language = 'it' | 'en';
export const LANGUAGES: readonly Language[] = ['it', 'en'];

/** Arguments of a text; Html ones only reach `html()`. */
export type TextArgs = Readonly<Record<string, string | number | Html>>;

/** The texts of one language. `t('password.title')`, `t('note.wait', { time, seconds })`. */
export interface Translator<Key extends string> {
  /** Plain text, to be escaped by the template (`<%= %>`). @throws Error unknown key or missing argument */
  (key: Key, args?: TextArgs): string;
  /** The same as HTML (`<%~ %>`): text and arguments escaped, but for `strong(...)`, `inLanguage(...)`. */
  html(key: Key, args?: TextArgs): string;
  readonly language: Language;
}

/** Both languages of one application, the kit's own texts included. */
export interface Catalog<Key extends string> {
  readonly translators: Readonly<Record<Language, Translator<Key>>>;
}

/** Joins an application's texts with the kit's. A test compares keys and arguments of both languages. */
export function createCatalog<const Texts extends Readonly<Record<string, string>>>(
  it: Texts,
  en: Readonly<Record<keyof Texts & string, string>>,
): Catalog<(keyof Texts & string) | KitKey> {
  return {
    translators: {
      it: createTranslator('it', { ...kitIt, ...it }),
      en: createTranslator('en', { ...kitEn, ...en }),
    },
  };
}

function createTranslator<Key extends string>(
  language: Language,
  texts: Readonly<Record<string, string>>,
): Translator<Key> {
  const formats = new Map<string, IntlMessageFormat>();
  const formatOf = (key: string): IntlMessageFormat => {
    const known = formats.get(key);
    if (known) return known;
    const text = Object.hasOwn(texts, key) ? texts[key] : undefined;
    if (text === undefined) throw new Error(`no text has the key ${key}`);
    const format = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
    formats.set(key, format);
    return format;
  };
  const join = (
    key: Key,
    args: TextArgs | undefined,
    write: (part: string | Html) => string,
  ): string =>
    formatOf(key)
      .formatToParts<Html>(args)
      .map((part) => write(part.value))
      .join('');
  const plain = (key: Key, args?: TextArgs): string =>
    join(key, args, (part) => {
      if (part instanceof Html) throw new Error(`${key} has an HTML argument: use html()`);
      return part;
    });
  const html = (key: Key, args?: TextArgs): string =>
    join(key, args, (part) => (part instanceof Html ? part.text : escapeHtml(part)));
  return Object.assign(plain, { html, language });
}
