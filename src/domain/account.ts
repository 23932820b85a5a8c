/** A person the provider knows, with or without credentials of their own. */
import type { FiscalCode } from './fiscal-code.ts';
import type { PhoneNumber } from './phone-number.ts';

/** Language of messages and letters. */
export type Language = 'it' | 'en';

/** `closed` and `deceased` never come back; `suspended` may. */
export type AccountStatus = 'active' | 'suspended' | 'closed' | 'deceased';

/** The hash in force; `temporary` while it is the one given at the desk. */
export interface PasswordCredential {
  /** argon2id, PHC string, peppered. */
  readonly hash: string;
  readonly setAt: number;
  /** Instant at which a temporary password stops working; absent on the person's own. */
  readonly temporaryUntil?: number;
}

/** The PIN given at the desk; `failures` counts wrong ones in a row. */
export interface PinCredential {
  readonly hash: string;
  readonly setAt: number;
  readonly failures: number;
}

/** `id` is the `sub` of tokens: UUID v4, never reused, never derived from card or fiscal code. */
export interface Account {
  readonly id: string;
  readonly kind: 'citizen' | 'operator';
  readonly status: AccountStatus;
  readonly fiscalCode: FiscalCode;
  /** Login name of an operator; citizens log in by card. */
  readonly username?: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Civil date, YYYY-MM-DD. */
  readonly birthdate: string;
  readonly gender: 'female' | 'male';
  readonly language: Language;
  /** Whether the person asked for an SMS when a report is ready. */
  readonly notices: boolean;
  readonly phone?: PhoneNumber;
  readonly phoneChangedAt?: number;
  readonly password?: PasswordCredential;
  readonly pin?: PinCredential;
  /** Wrong one-time codes in a row over all logins; a new password clears it. */
  readonly codeFailures: number;
  /** Sessions and grants begun before this instant are dead on every read. */
  readonly notBefore: number;
  /** Civil date of death. */
  readonly deceasedOn?: string;
  readonly createdAt: number;
}

/** A revocable alias of an account: the person is not the card. `id` is the serial's 10 digits. */
export interface Card {
  readonly id: string;
  readonly accountId: string;
  readonly issuedAt: number;
  readonly revokedAt?: number;
}
