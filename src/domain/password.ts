/**
 * What a person's own password must be: long enough, not among the commonest, nothing of the
 * person in it. No composition rules: three words with spaces are fine. @source NIST 800-63B-4
 * 3.1.1.2; ASVS 6.2
 */
import { PASSWORD_MAX, PASSWORD_MAX_BYTES, PASSWORD_MIN } from '../../config/limits.ts';
import type { Account } from './account.ts';

/** Why a new password is refused; the words are those of the page's texts (ux 1.2). */
export type PasswordFault =
  | { readonly word: 'empty' | 'mismatch' | 'guessable' }
  | { readonly word: 'short'; readonly n: number }
  | { readonly word: 'long'; readonly max: number };

/** Words of ours that everybody would think of. */
const OUR_WORDS: readonly string[] = ['gass', 'lombardia', 'fse'];
/** From so many letters on a word counts inside a password; a shorter one only when it is all of it. */
const SUBSTRING_MIN = 4;
/** Dates and telephones: up to so many digits alone are among the commonest. */
const DIGITS_MAX = 10;
/** A unit of at most so many characters over and over. */
const UNIT_MAX = 4;
/** Rows of keys and the alphabet, read in both directions. */
const ROWS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
];

/** The password as it is measured and hashed: the same letters from any keyboard are the same. */
export function normalisePassword(typed: string): string {
  return typed.normalize('NFC');
}

/**
 * What is wrong with a new password, typed twice. `isListed` asks a list of the commonest ones, in
 * small letters; `own` are words about the person (`ownWords`).
 */
export function faultOf(
  typed: { readonly password: string; readonly confirmation: string },
  own: readonly string[],
  isListed: (password: string) => boolean,
): PasswordFault | undefined {
  const password = normalisePassword(typed.password);
  if (password === '') return { word: 'empty' };
  if (password !== normalisePassword(typed.confirmation)) return { word: 'mismatch' };
  const length = Array.from(password).length;
  if (length < PASSWORD_MIN) return { word: 'short', n: length };
  if (length > PASSWORD_MAX || Buffer.byteLength(password) > PASSWORD_MAX_BYTES)
    return { word: 'long', max: PASSWORD_MAX };
  const plain = password.toLowerCase();
  const isGuessable = isListed(plain) || isPattern(plain) || holdsWord(plain, own);
  return isGuessable ? { word: 'guessable' } : undefined;
}

/** What others know of a person: names, fiscal code, birth date as it is written, card serials. */
export function ownWords(account: Account, serials: readonly string[]): readonly string[] {
  const [year = '', month = '', day = ''] = account.birthdate.split('-');
  const names = [account.givenName, account.familyName].flatMap((name) => {
    const words = fold(name).split(/[^a-z]+/);
    return [...words, words.join('')];
  });
  const dates = [
    `${day}${month}${year}`,
    `${year}${month}${day}`,
    `${day}${month}${year.slice(2)}`,
  ];
  return [...names, fold(account.fiscalCode), ...dates, ...serials].filter((word) => word !== '');
}

function holdsWord(plain: string, own: readonly string[]): boolean {
  const text = fold(plain);
  // A date or a serial is the same with dots between.
  const dense = text.replace(/[^a-z0-9]/g, '');
  return [...OUR_WORDS, ...own].some((word) => {
    if (word.length < SUBSTRING_MIN) return dense === word;
    return text.includes(word) || (/[0-9]/.test(word) && dense.includes(word));
  });
}

/** Digits alone, one unit over and over, or a piece of a row: too many for a list, all common. */
function isPattern(plain: string): boolean {
  if (/^[0-9]+$/.test(plain) && plain.length <= DIGITS_MAX) return true;
  if (new RegExp(`^([^]{1,${UNIT_MAX}})\\1+$`, 'u').test(plain)) return true;
  const reversed = Array.from(plain).reverse().join('');
  return ROWS.some((row) => {
    const ring = row + row;
    return ring.includes(plain) || ring.includes(reversed);
  });
}

/** Small letters without accents. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
