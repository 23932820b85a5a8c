/** Reads a one-time code from what a person typed or pasted. */
import { ONE_TIME_CODE_DIGITS } from '../../config/limits.ts';

/**
 * The code, when the text holds exactly one distinct run of 8 digits; spaces and dashes inside it
 * do not count. So the whole SMS may be pasted, which holds its code twice. @source ux 1.3
 */
export function readCode(text: string): string | undefined {
  const runs = text.match(/[0-9](?:[ \t\u00a0\u202f\-\u2010-\u2015]*[0-9])*/g) ?? [];
  const codes = runs
    .map((run) => run.replace(/[^0-9]/g, ''))
    .filter((digits) => digits.length === ONE_TIME_CODE_DIGITS);
  const [code, ...others] = new Set(codes);
  return others.length === 0 ? code : undefined;
}
