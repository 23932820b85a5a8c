/**
 * One login: stores facts, computes the step.
 *
 * `stepOf` is the first missing fact; `record` (login-events.ts) is the only way to add one.
 * Step-up, `prompt=delegation` and single sign-on are the same machine begun with facts from the
 * session (begin-attempt.ts). What the hidden `page` field is for stands in login-page.ts.
 */
import type { Challenge } from './challenge.ts';
import type { Service } from './delegation.ts';

/** Authentication methods. @source RFC 8176; `sms` and `pin` are its own values */
export type Amr = 'pwd' | 'sms' | 'mfa' | 'pin';

/** What the person is asked for next. */
export type Step =
  | 'password'
  | 'new_password'
  | 'one_time_code'
  | 'pin'
  | 'delegation'
  | 'consent'
  | 'completed'
  | 'refused'
  | 'expired';

/** Why a login ended without success. */
export type RefusedAs = 'cancelled' | 'too_many_codes' | 'account_closed' | 'unmet_acr';

/** For whom the person acts: oneself, or under a delegation. */
export type Choice = { readonly self: true } | { readonly delegationId: string };

/**
 * One audience of the request: the delegable service behind it (none for a regional service or the
 * account API) and the scopes that this client may have there and asked.
 */
export interface Target {
  readonly audience: string;
  readonly service?: Service;
  readonly isDelegationAware: boolean;
  readonly scopes: readonly string[];
}

/** What the client asked for, fixed when the interaction begins. */
export interface Requested {
  readonly clientId: string;
  /** Audiences (RFC 8707) of the request; empty when none was asked. */
  readonly targets: readonly Target[];
  /** Identity scopes that are asked (`profile`, `fiscal_number`): a consent page names them, too. */
  readonly identityScopes?: readonly string[];
  /** The client is registered delegation-aware: only such clients get the choice page. */
  readonly mayDelegate: boolean;
  /** The PIN is asked (acr urn:gass:acr:pin). */
  readonly needsPin: boolean;
  /** The choice page must be shown even when only oneself can be chosen (`prompt=delegation`). */
  readonly needsChoice: boolean;
  /** Consent of a third party, or the one-button page of a public client with a live session. */
  readonly needsConsent: 'third_party' | 'public_client' | false;
  /** A delegation that is only preselected; it never replaces the person's POST. */
  readonly preselected?: string;
}

/** One interaction's facts. `id` is the interaction uid. */
export interface LoginAttempt {
  readonly id: string;
  readonly requested: Requested;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly accountId?: string;
  /** When the password of this account was proven, in this attempt or in the session it continues. */
  readonly passwordAt?: number;
  readonly amr: readonly Amr[];
  /** Hash of the temporary password that was typed: first access completes only while it is current. */
  readonly temporaryHash?: string;
  /** Hash of the new password; waits here until the code is accepted. */
  readonly newPasswordHash?: string;
  readonly challenge?: Challenge;
  readonly secondFactorAt?: number;
  /** When the new password took the place of the temporary one; without it the code page stays. */
  readonly firstAccessAt?: number;
  /** Wrong PINs in this attempt. */
  readonly pinFailures: number;
  readonly pinAt?: number;
  readonly choice?: Choice;
  readonly consentAt?: number;
  readonly refusedAs?: RefusedAs;
  /** Answers taken so far: the hidden `page` field is `<step>.<answers>`. */
  readonly answers: number;
  /** What the last refused answer said, so that a repeat of it is answered alike (ux 1.0.3). */
  readonly lastRefusal?: StoredRefusal;
}

/** A refusal as the person saw it; nothing that was typed is kept. */
export interface StoredRefusal {
  /** The hidden `page` that was answered. */
  readonly page: string;
  /** HTTP status, 422 or 429. */
  readonly status: 422 | 429;
  readonly errors: readonly PageError[];
  /** Seconds. */
  readonly retryAfter?: number;
}

/**
 * One message of a page: the field it belongs to (or the page itself), its text key and arguments.
 * The arguments `time` and `date` are instants (epoch ms), which the page writes in Rome's time.
 */
export interface PageError {
  readonly field?: string;
  readonly key: string;
  readonly args?: Readonly<Record<string, string | number>>;
}

/** What is asked next: the first fact that is missing. */
export function stepOf(attempt: LoginAttempt, now: number): Step {
  const { requested } = attempt;
  if (attempt.refusedAs !== undefined) return 'refused';
  if (now >= attempt.expiresAt) return 'expired';
  if (attempt.accountId === undefined) return 'password';
  if (attempt.temporaryHash !== undefined && attempt.newPasswordHash === undefined)
    return 'new_password';
  if (attempt.secondFactorAt === undefined || isFirstAccessOpen(attempt)) return 'one_time_code';
  if (requested.needsPin && attempt.pinAt === undefined) return 'pin';
  if (attempt.choice === undefined) return 'delegation';
  if (requested.needsConsent !== false && attempt.consentAt === undefined) return 'consent';
  return 'completed';
}

/** Whether the code is accepted but the new password does not stand yet: the code may be given again. */
function isFirstAccessOpen(attempt: LoginAttempt): boolean {
  return attempt.temporaryHash !== undefined && attempt.firstAccessAt === undefined;
}
