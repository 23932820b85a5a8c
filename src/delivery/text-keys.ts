/** Which texts travel, and what each of them needs. @source ux.md section 2 */

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
  readonly phone_new: NoArgs;
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
  readonly report_ready: NoArgs;
  readonly reports_ready: { readonly n: number };
  readonly report_ready_child: { readonly name: string };
}

/** What each mail needs; `event`, `action`, `state`, `reason` are sentences of ours. */
export interface MailArgs {
  readonly security_event: {
    readonly event: string;
    readonly at: number;
    readonly device: string;
  };
  readonly desk_action: {
    readonly action: string;
    readonly desk: string;
    readonly at: number;
    readonly reason: string;
  };
  readonly mandate: {
    readonly name: string;
    readonly state: string;
    readonly services: string;
    readonly until: string;
  };
  readonly report_ready: NoArgs;
  readonly operator_invitation: {
    readonly name: string;
    readonly desk: string;
    readonly url: string;
    readonly hours: number;
  };
}

type NoArgs = Readonly<Record<string, never>>;

export type SmsKey = keyof SmsArgs;
export type MailKey = keyof MailArgs;

/** The words of one language; `{…}` are ICU arguments. */
export interface Catalog {
  readonly sms: Readonly<Record<SmsKey | 'code_with_warning', string>>;
  /** Stands for a name of which the SMS alphabet leaves nothing. */
  readonly somebody: string;
  readonly mail: Readonly<Record<MailKey, { readonly subject: string; readonly body: string }>>;
  readonly letter: Readonly<Record<LetterKey, string>>;
}

/** The words of the letter, by sheet. */
export type LetterKey =
  | `label.${'name' | 'fiscal_code' | 'document' | 'acts_for' | 'request' | 'for' | 'todo'}`
  | `sheet1.${'title' | 'sub' | 'who' | 'consent' | 'phone' | 'duty' | 'sign'}`
  | `sheet2.${'title' | 'sub' | 'half' | 'half_note' | 'until' | 'lost' | 'finder' | 'never'}`
  | `sheet2.step${1 | 2 | 3 | 4 | 5}`
  | `pin.${'title' | 'text'}`;
