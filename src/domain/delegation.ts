/** Who may act for whom, on what basis, for what and until when. */

/** Legal basis. @source DM 7 Sept 2023 art. 8 and 11 */
export type Basis = 'parental' | 'guardianship' | 'mandate';

/** Verbs of a delegation. @source resource-servers 1.5 */
export type Action = 'read' | 'book' | 'consent' | 'notes' | 'declare' | 'choose-doctor' | 'audit';

/** Short names of the services a delegation may cover. */
export type Service = 'fse' | 'booking' | 'exemption' | 'registry';

/** Vocabulary of the FSE. @source it-fse-support role value set: GEN parent, TUT guardian, ING other */
export type SubjectRole = 'GEN' | 'TUT' | 'ING';

/** A delegation as stored: never changed but for its end. */
export interface Delegation {
  readonly id: string;
  /** The patient, whose record it is. */
  readonly delegatorId: string;
  /** The person who acts. */
  readonly delegateId: string;
  readonly basis: Basis;
  readonly services: readonly Service[];
  readonly actions: readonly Action[];
  /** FSE class codes, or `*` for all. */
  readonly datatypes: readonly string[];
  /** Instant at which it stops (exclusive): 00:00 Rome of the 18th birthday or of the day after the last. */
  readonly validUntil: number;
  readonly createdAt: number;
  readonly revokedAt?: number;
  /** Unique places that make the limits exact without a transaction: `<person>#<n>`; given up at the end. */
  readonly delegatorSlot?: string;
  readonly delegateSlot?: string;
  /** Unique while in force: `<patient>|<delegate>|<basis>`. */
  readonly pairSlot?: string;
}
