/**
 * One login: stores facts, computes the step.
 *
 * `stepOf` is the first missing fact; `record` is the only way to add one. Step-up,
 * `prompt=delegation` and single sign-on are the same machine begun with facts from the session.
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
  readonly pinFailures: number;
  readonly pinAt?: number;
  readonly choice?: Choice;
  readonly consentAt?: number;
  readonly refusedAs?: RefusedAs;
  /** Times the page moved on or was refused: the hidden `page` field is `<step>.<answers>`. */
  readonly answers: number;
  /** What the last refused answer said, so that a repeat of it is answered alike (ux 1.0.3). */
  readonly lastRefusal?: { readonly page: string; readonly status: number; readonly errors: readonly PageError[]; readonly typed?: string };
}

/** One message of a page: the field it belongs to (or the page itself), its text key and arguments. */
export interface PageError {
  readonly field?: string;
  readonly key: string;
  readonly args?: Readonly<Record<string, string | number>>;
}
