/**
 * The paper copy of a document: no longer needed once read on line, and printed at most for a
 * reason. Pure. @source brochure "stampa su richiesta"; resource-servers 2
 */
import { ApiError } from '../kit/errors.ts';
import { toCivilDate } from '../kit/rome.ts';
import type { PaperCopy } from './stored.ts';

/** Why a copy is printed. */
export type PrintReason = NonNullable<PaperCopy['printReason']>;

/** Where a copy stands. */
export type PaperState = 'pending' | 'consulted' | 'printed';

/** The state of a copy. */
export function stateOf(copy: PaperCopy): PaperState {
  if (copy.printedAt !== undefined) return 'printed';
  return copy.consultedAt === undefined ? 'pending' : 'consulted';
}

/**
 * The copy once printed; printing again changes nothing.
 * @throws ApiError consulted-online: printed because nobody read it, but somebody did
 */
export function printed(copy: PaperCopy, reason: PrintReason, now: number): PaperCopy {
  if (copy.printedAt !== undefined) return copy;
  if (reason === 'not-consulted' && copy.consultedAt !== undefined)
    throw new ApiError('consulted-online');
  return { ...copy, printedAt: now, printReason: reason };
}

/** Figures of one group of copies. */
export interface PaperFigures {
  readonly key: string;
  readonly published: number;
  readonly consulted_online: number;
  readonly printed_not_consulted: number;
  readonly printed_on_request: number;
  readonly pending: number;
}

/** What copies are grouped by. */
export type GroupBy = 'month' | 'type';

/** Figures by group, ordered by key; two groupings are joined by a space. */
export function figuresOf(copies: readonly PaperCopy[], by: readonly GroupBy[]): PaperFigures[] {
  const groups = Map.groupBy(copies, (copy) => by.map((one) => partOf(copy, one)).join(' '));
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, members]) => {
      const count = (fits: (copy: PaperCopy) => boolean): number => members.filter(fits).length;
      return {
        key,
        published: members.length,
        consulted_online: count(({ consultedAt }) => consultedAt !== undefined),
        printed_not_consulted: count(({ printReason }) => printReason === 'not-consulted'),
        printed_on_request: count(({ printReason }) => printReason === 'on-request'),
        pending: count((copy) => stateOf(copy) === 'pending'),
      };
    });
}

function partOf(copy: PaperCopy, by: GroupBy): string {
  return by === 'type' ? copy.type : toCivilDate(copy.publishedAt).slice(0, 7);
}
