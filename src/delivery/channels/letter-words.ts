/** What the letter says and in which type: Italian, and English beneath when the citizen chose it. */
import type { Language } from '../../domain/account.ts';
import type { LetterKey } from '../text-keys.ts';
import { letterText } from '../texts.ts';
import { MM, type TextStyle, type Words } from './letter-sheet.ts';

const INK = '#17324d';
const SOFT = '#3d5166';
const BODY: TextStyle = { font: 'regular', size: 13 };

/** The type of the prototype. @source ux/proto/assets/letter.css */
const STYLES = {
  mark: { font: 'bold', size: 14, spacing: 1.1, gapAfter: 8 * MM },
  title: { font: 'bold', size: 20, line: 1.2, color: INK },
  sub: { ...BODY, size: 12 },
  heading: { font: 'bold', size: 15, line: 1.25, color: INK, gapAfter: 2 * MM },
  body: BODY,
  paragraph: { ...BODY, gapAfter: 12 },
  value: { ...BODY, font: 'semibold' },
  strong: { ...BODY, font: 'bold' },
  label: { ...BODY, indent: 3 * MM },
  // Wider apart, a screen reader takes each sign for a word of its own.
  secret: { font: 'mono', size: 34, line: 1.3, spacing: 2.7 },
  small: { ...BODY, size: 11 },
} as const satisfies Record<string, TextStyle>;

type StyleName = keyof typeof STYLES;
type Values = Readonly<Record<string, string>>;

/** Words by key, filled; `values` may differ by language (dates). */
export type Say = (
  style: StyleName,
  key: LetterKey,
  values?: Values | ((language: Language) => Values),
) => readonly Words[];

/** The voice of a letter: `en` adds the English words, smaller and marked as English. */
export function voiceOf(language: Language): Say {
  return (name, key, values = {}) => {
    const style: TextStyle = STYLES[name];
    const textIn = (spoken: Language): string =>
      letterText(key, spoken, typeof values === 'function' ? values(spoken) : values);
    const italian: Words = { text: textIn('it'), style };
    if (language === 'it') return [italian];
    const english: Words = {
      text: textIn('en'),
      lang: 'en',
      style: {
        ...style,
        font: 'regular',
        size: Math.min(style.size, 12) - 1.5,
        line: 1.3,
        color: SOFT,
      },
    };
    return [{ ...italian, style: { ...style, gapAfter: 0 } }, english];
  };
}

/** A text that is no sentence of ours: a name, a number, a secret. */
export function plain(style: StyleName, text: string): readonly Words[] {
  return [{ text, style: STYLES[style] }];
}

/** The same words in the middle of their line. */
export function centred(words: readonly Words[]): readonly Words[] {
  return words.map((part) => ({ ...part, style: { ...part.style, align: 'center' } }));
}
