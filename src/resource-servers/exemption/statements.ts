/**
 * A person's statements: written once, one after the other, each with the hash of the one before.
 *
 * Two at once want the same place; who loses it is judged again on what the other one wrote. So
 * the rules see every statement that came before, without locks and on both engines.
 */
import { createHash } from 'node:crypto';
import {
  APPEND_TRIES,
  RETRY_AFTER_S,
  STATEMENTS_A_YEAR,
  STATEMENTS_WINDOW_MS,
} from '../../../config/limits.ts';
import { canonical } from '../../audit/chain.ts';
import { type Collection, ConflictError } from '../../storage/collection.ts';
import { ApiError } from '../kit/errors.ts';
import type { Statement } from './stored.ts';

/** A statement before it has its place. */
export type DraftStatement = Omit<Statement, 'number' | 'position' | 'previous'>;

/**
 * Every statement of a person in their order. A person has tens of them, not thousands.
 * @throws ApiError INTERNAL_ERROR one was altered or taken out
 */
export async function statementsOf(
  statements: Collection<Statement>,
  fiscalCode: string,
): Promise<readonly Statement[]> {
  const read = async (): Promise<Statement[]> =>
    (await statements.find({ fiscalCode })).sort((a, b) => a.number - b.number);
  const first = await read();
  // A list read while two are written may hold the later one alone: it is looked at once more.
  const ordered = isWhole(first) ? first : await read();
  if (!isWhole(ordered))
    throw new ApiError('INTERNAL_ERROR', { cause: new Error('a chain of statements is broken') });
  return ordered;
}

/** What is to be written for a person. */
export interface Wanted {
  readonly fiscalCode: string;
  /** Epoch ms. */
  readonly now: number;
  /** Whether a statement that is there is the wanted one: then it is answered, and nothing is written. */
  readonly isIt: (statement: Statement) => boolean;
  /** Makes it of those before it. It may run again; a refusal it throws reaches the caller. */
  readonly draft: (before: readonly Statement[]) => DraftStatement;
}

/**
 * Writes a statement once.
 * @throws ApiError TOO_MANY_REQUESTS more than STATEMENTS_A_YEAR · what `draft` throws
 */
export async function append(
  statements: Collection<Statement>,
  { fiscalCode, now, isIt, draft }: Wanted,
): Promise<Statement> {
  for (let tries = 0; tries < APPEND_TRIES; tries += 1) {
    const before = await statementsOf(statements, fiscalCode);
    const known = before.find(isIt);
    if (known) return known;
    const statement = placed(draft(before), before);
    refuseFlood(before, now);
    try {
      await statements.insert(statement);
      return statement;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  throw new ApiError('SERVICE_UNAVAILABLE', {
    detail: 'others write statements of this person all the time',
    retryAfter: RETRY_AFTER_S,
  });
}

/** Whether each statement stands where it was written, unaltered. */
export function isWhole(ordered: readonly Statement[]): boolean {
  return ordered.every(
    ({ number, previous, fiscalCode, position }, n) =>
      number === n && position === `${fiscalCode}#${n}` && previous === hashOf(ordered[n - 1]),
  );
}

function placed(draft: DraftStatement, before: readonly Statement[]): Statement {
  const number = before.length;
  return {
    ...draft,
    number,
    position: `${draft.fiscalCode}#${number}`,
    previous: hashOf(before.at(-1)),
  };
}

function hashOf(statement: Statement | undefined): string {
  if (!statement) return '';
  return createHash('sha256').update(canonical(statement), 'utf8').digest('hex');
}

function refuseFlood(before: readonly Statement[], now: number): void {
  const recent = before.filter(({ at }) => at > now - STATEMENTS_WINDOW_MS);
  const [oldest] = recent;
  if (!oldest || recent.length < STATEMENTS_A_YEAR) return;
  throw new ApiError('TOO_MANY_REQUESTS', {
    retryAfter: (oldest.at + STATEMENTS_WINDOW_MS - now) / 1000,
  });
}
