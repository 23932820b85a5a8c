/**
 * What the registry stores of people and doctors. A person's choices of doctor are in the person's
 * record, so that one guarded change decides all that depends on them.
 */

/** General practitioner (`mmg`) or paediatrician (`pls`). */
export const DOCTOR_KINDS = ['mmg', 'pls'] as const;
export type DoctorKind = (typeof DOCTOR_KINDS)[number];

/** Residence (`home`) or domicile (`temp`), in FHIR's words. */
export interface StoredAddress {
  readonly use: 'home' | 'temp';
  readonly line: string;
  readonly city: string;
  readonly postalCode: string;
  /** Two letters. */
  readonly province: string;
}

/** Who did something: the person, or who acted for the person. */
export interface Actor {
  readonly sub: string;
  readonly role: 'ASS' | 'GEN' | 'TUT' | 'ING';
  readonly name: string;
}

/** How a choice ended: another was made, it was revoked, the age of paediatricians was over. */
export type ChoiceEnd = 'changed' | 'revoked' | 'age';

/** A doctor of a person, present or past. Instants in epoch ms. */
export interface DoctorChoice {
  /** Of the act that made it. */
  readonly id: string;
  /** Id of the move that took its place; absent when it was made at a desk. */
  readonly move?: string;
  readonly doctorId: string;
  readonly kind: DoctorKind;
  readonly since: number;
  /** Absent when it was made at a desk. */
  readonly by?: Actor;
  readonly until?: number;
  readonly end?: ChoiceEnd;
  /** Id of the act that ended it, and of the move that gave its place back. */
  readonly endedBy?: string;
  readonly endedMove?: string;
}

/** A person; `id` is the fiscal code. */
export interface StoredPerson {
  readonly id: string;
  readonly familyName: string;
  readonly givenName: string;
  /** Civil date, YYYY-MM-DD. */
  readonly birthdate: string;
  readonly gender: 'female' | 'male';
  readonly addresses: readonly StoredAddress[];
  readonly phone?: string;
  readonly email?: string;
  /** Code of the ASST whose doctors the person may choose. */
  readonly asst: string;
  /** The desk's mark: a paediatrician until 16. */
  readonly isSeriouslyIll: boolean;
  /** Oldest first; the last may be the current one. */
  readonly choices: readonly DoctorChoice[];
  /** When the person last changed doctor on line. */
  readonly changedAt?: number;
  /** When the paediatrician's care is over; absent without one. */
  readonly careEndsAt?: number;
}

/** A health card; `id` is its serial of 10 digits. */
export interface StoredCard {
  readonly id: string;
  readonly fiscalCode: string;
  /** All 20 digits of the back. */
  readonly number: string;
  /** Civil dates, YYYY-MM-DD. */
  readonly validFrom: string;
  readonly validUntil: string;
}

/** A change of doctor under way at one doctor: a place that is taken or given back. */
export interface Move {
  /** Of one try of an act: the record names the try that wrote it. */
  readonly id: string;
  /** Fiscal code. */
  readonly person: string;
  readonly direction: 'in' | 'out';
  readonly at: number;
}

/** A doctor with the count of those who chose them. */
export interface StoredDoctor {
  readonly id: string;
  /** Regional code. */
  readonly code: string;
  readonly name: string;
  readonly kind: DoctorKind;
  /** Doctors of one association share patients. */
  readonly association?: string;
  readonly asst: string;
  readonly district: string;
  readonly city: string;
  readonly hours: string;
  /** A GP who may have more people than others. */
  readonly isAuthorised: boolean;
  /** People, without those of `moves`. */
  readonly taken: number;
  /** What the last import said that was taken. */
  readonly imported: number;
  readonly moves: readonly Move[];
  /** When the oldest of the moves began; absent without moves. */
  readonly movesSince?: number;
}

/** What consents are asked for. @source DM 7 Sept 2023 art. 8; law 179/2012 art. 12 c. 2 */
export const PURPOSES = ['cura', 'prevenzione', 'prevenzione-c2', 'a-ter'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** One version of a person's consent: never changed, never removed. */
export interface StoredConsent {
  /** `<fiscal code>|<purpose>|<revision>`: one writer alone makes a revision. */
  readonly id: string;
  readonly fiscalCode: string;
  readonly purpose: Purpose;
  /** Version on the wire, from 1. */
  readonly revision: number;
  readonly decision: 'permit' | 'deny';
  /** Version of the text that was shown. */
  readonly text: string;
  readonly at: number;
  readonly by: Actor;
}

/** A note of the taccuino without its text, which stands apart so that a list does not read it. */
export interface StoredNote {
  readonly id: string;
  readonly fiscalCode: string;
  /** `<fiscal code>#<n>`, private ones `#p<n>`: unique, so that nobody has more than the limit of either. */
  readonly place: string;
  /** Version on the wire, from 1. */
  readonly revision: number;
  readonly textId: string;
  readonly title: string;
  /** What the note is about: an instant, epoch ms. */
  readonly date: number;
  /** P99: the person alone sees it. */
  readonly isPrivate: boolean;
  readonly author: Actor;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The text of a note. While it is a draft the note may not know of it. */
export interface StoredText {
  readonly id: string;
  readonly noteId: string;
  readonly text: string;
  /** The text it takes the place of. */
  readonly replaces?: string;
  readonly draftSince?: number;
}

/** A note that was deleted: the access log still names it. */
export interface DeletedNote {
  readonly id: string;
  readonly fiscalCode: string;
  readonly isPrivate: boolean;
  readonly deletedAt: number;
}
