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
  /** Never in force: when it equals `issuedAt`, the serial is only reserved by an enrolment. */
  readonly revokedAt?: number;
  /** The account while this is its card in force; unique, so that nobody has two. */
  readonly activeFor?: string;
}

/** Whether the person counts at all: may log in, act and be acted for. */
export function isActive(account: Account): boolean {
  return account.status === 'active' && account.deceasedOn === undefined;
}

/** Whether the account is over for good; a suspended one may come back. */
export function isOver(account: Account): boolean {
  return account.status === 'closed' || account.status === 'deceased';
}

/** Whether the card opens its account; a revoked one answers like an unknown one. */
export function isCardInForce(card: Card): boolean {
  return card.revokedAt === undefined;
}

/** Whether the serial is held for an account but was never in force. */
export function isReserved(card: Card): boolean {
  return card.revokedAt === card.issuedAt;
}

/** Whether the password is still the one given at the desk. */
export function isTemporary(password: PasswordCredential): boolean {
  return password.temporaryUntil !== undefined;
}

/**
 * The password that opens this account now: none for somebody without credentials, whose account
 * is not active, or whose temporary password is over.
 */
export function passwordInForce(account: Account, now: number): PasswordCredential | undefined {
  const { password } = account;
  if (!isActive(account) || !password) return undefined;
  return password.temporaryUntil !== undefined && password.temporaryUntil <= now
    ? undefined
    : password;
}

/** Whether what the account began at this instant is still alive. Epoch ms. */
export function isStillValid(account: Account, beganAt: number): boolean {
  return isActive(account) && beganAt >= account.notBefore;
}

/** The account after everything begun before `now`, and in this very millisecond, is dead. */
export function withEndedAccess(account: Account, now: number): Account {
  return account.notBefore > now ? account : { ...account, notBefore: now + 1 };
}
