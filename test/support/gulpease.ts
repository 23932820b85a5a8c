/** Readability of Italian. @source GULP, Università La Sapienza 1988; ux 3.3 */

/** Under this a text is refused; texts of fewer words are not measured. @source ux 3.3 */
export const GULPEASE_FLOOR = 60;
export const GULPEASE_WORDS = 6;

/**
 * Gulpease index, 0 to 100: 89 + (300 x sentences - 10 x letters) / words.
 * "l'SMS" is counted as one word and as two; the worse counts. Only . ! ? end a sentence.
 */
export function gulpease(text: string): number {
  return Math.min(index(text, wordsOf(text, false)), index(text, wordsOf(text, true)));
}

/** Whether a text is long enough to be measured and too hard to read. */
export function isTooHard(text: string): boolean {
  return wordsOf(text, false).length >= GULPEASE_WORDS && gulpease(text) < GULPEASE_FLOOR;
}

function index(text: string, words: readonly string[]): number {
  const letters = words.join('').match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const value = 89 + (300 * sentencesOf(text) - 10 * letters) / words.length;
  return Math.min(100, Math.round(value));
}

/** What is left after the last stop is a sentence too. */
function sentencesOf(text: string): number {
  return text.split(/[.!?]+(?=[\s»")]|$)/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
}

function wordsOf(text: string, splitsElisions: boolean): string[] {
  const spaced = splitsElisions ? text.replace(/['’]/g, ' ') : text;
  return spaced.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}
