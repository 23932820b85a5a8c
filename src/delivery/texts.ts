/** The words that travel by SMS, mail and letter. @source ux.md section 2 */
import type { Language } from '../domain/account.ts';

/** What each SMS needs. Instants are epoch ms, civil dates `YYYY-MM-DD`; names as registered. */
export interface SmsArgs {
  /** `host` of the issuer without port; the warning is added where it fits. */
  readonly code: { readonly host: string; readonly code: string };
  readonly second_half: { readonly half: string; readonly days: number };
  readonly phone_check: { readonly code: string };
  readonly password_changed: { readonly at: number };
  readonly new_device: { readonly at: number };
  readonly temporary_issued: { readonly at: number };
  readonly phone_old: { readonly at: number };
  readonly phone_new: Readonly<Record<string, never>>;
  /** Last 4 digits of the card. */
  readonly card_replaced: { readonly tail: string };
  readonly pin_issued: { readonly at: number };
  readonly suspended: { readonly at: number };
  readonly reactivated: { readonly at: number };
  readonly mandate_offered: { readonly name: string; readonly date: string };
  readonly mandate_accepted: { readonly name: string; readonly date: string };
  readonly mandate_refused: { readonly name: string };
  readonly mandate_ended: { readonly name: string; readonly date: string };
  readonly mandate_ending: { readonly name: string; readonly date: string };
  readonly coming_of_age: { readonly name: string; readonly date: string };
  readonly report_ready: Readonly<Record<string, never>>;
  readonly reports_ready: { readonly n: number };
  readonly report_ready_child: { readonly name: string };
}

export type SmsKey = keyof SmsArgs;

/** The text of one SMS: one GSM-7 segment, whatever the names. */
export function smsText<K extends SmsKey>(key: K, language: Language, args: SmsArgs[K]): string {
  throw new Error(`not written yet: ${key} ${language} ${String(args)}`);
}
