/**
 * What the booking server stores.
 *
 * The appointment is the truth: `liveFor`, `liveSlot` and `place` are unique, so whatever a slot
 * says, no slot has two people, no prescription two appointments, no person more than the limit. A
 * slot names the appointment that has it, never a person, and is settled by the appointment when a
 * change broke off.
 */
import type { CodeableConcept } from 'fhir/r4.js';
import type { Priority, ServiceKind } from './vocabulary.ts';

/** A code with the words for it. */
export interface Code {
  readonly code: string;
  readonly display: string;
}

/** Specially protected data (DM art. 6) or not. The label V is our choice (JUDG). */
export type SecurityLabel = 'N' | 'V';

/** One service of a prescription. `id` is that of the ServiceRequest. */
export interface Prescription {
  readonly id: string;
  readonly fiscalCode: string;
  /** Up to eight services share one. */
  readonly nre: string;
  readonly service: Code;
  readonly kind: ServiceKind;
  readonly priority: Priority;
  readonly label: SecurityLabel;
  /** Epoch ms. */
  readonly authoredAt: number;
  readonly requester: string;
  readonly reason?: string;
}

/** Where people are received. */
export interface Place {
  readonly id: string;
  /** Always the same word: the index by which all are listed. */
  readonly list: 'places';
  readonly name: string;
  readonly phone: string;
  readonly line: string;
  readonly city: string;
  readonly postalCode: string;
  /** Two letters of the province. */
  readonly district: string;
}

/** What is offered at a place. */
export interface HealthService {
  readonly id: string;
  readonly list: 'services';
  /** Code of the service. */
  readonly code: string;
  readonly service: Code;
  readonly specialty: Code;
  readonly provider: string;
  readonly place: string;
  readonly name: string;
  /** What to bring. */
  readonly instruction: string;
}

/** The calendar of a health service. Its slots repeat what a search asks of them. */
export interface Calendar {
  readonly id: string;
  readonly healthService: string;
  readonly place: string;
  readonly service: Code;
  readonly specialty: Code;
  readonly horizon: { readonly from: number; readonly to: number };
}

/** A place in a calendar. */
export interface StoredSlot {
  readonly id: string;
  readonly calendar: string;
  readonly healthService: string;
  readonly place: string;
  readonly service: string;
  readonly specialty: string;
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  /** `free|<service>|<week>`: a search reads these alone. See `slot-state.ts`. */
  readonly byService: string;
  readonly byCalendar: string;
  /** Counts the changes: what was decided on another state is decided anew. */
  readonly revision: number;
  /** Id of the appointment that has it, or is about to. */
  readonly takenBy?: string;
  /** A change is under way until then; after that it broke off and is settled. Epoch ms. */
  readonly holdUntil?: number;
}

/** One appointment. */
export interface StoredAppointment {
  readonly id: string;
  readonly fiscalCode: string;
  /** The version on the wire; the word itself is the database's. */
  readonly revision: number;
  readonly updatedAt: number;
  readonly createdAt: number;
  readonly status: 'booked' | 'cancelled' | 'fulfilled';
  readonly prescription: string;
  readonly slot: string;
  readonly start: number;
  readonly end: number;
  readonly place: string;
  readonly healthService: string;
  readonly service: Code;
  readonly specialty: Code;
  readonly instruction: string;
  readonly label: SecurityLabel;
  readonly bookingCode: string;
  /** Name given by the writer. */
  readonly identifier?: { readonly client: string; readonly value: string };
  /** Last guaranteed day, when it is later than that: civil date. */
  readonly beyondPriority?: string;
  /** Times before its last move: a repeated request may still carry them. */
  readonly movedFrom?: { readonly start: number; readonly end: number };
  readonly comment?: string;
  readonly cancelationReason?: CodeableConcept;
  /** Digest of who named it how; unique. */
  readonly writerKey?: string;
  /** While it is not cancelled: the prescription, the slot; unique both. */
  readonly liveFor?: string;
  readonly liveSlot?: string;
  /** One of the person's numbered places while it is to come; unique. */
  readonly seat?: string;
}
