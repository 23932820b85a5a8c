/** The words in which the verifier says what is wrong. */

/**
 * Why a position (or a chain as a whole) is broken: the record is not what was written there; it is
 * gone; it was never written there; it does not follow its predecessor; the chain's head, or the
 * register's word of the chain, is not what was written or is gone.
 */
export type Fault =
  | 'changed'
  | 'removed'
  | 'inserted'
  | 'not_linked'
  | 'head_changed'
  | 'head_removed'
  | 'not_registered';

/** One fault: position `<chain>.<n>`, or the chain. */
export interface BrokenLink {
  readonly position: string;
  readonly why: Fault;
}
