/** What may happen in a login: the events that login-events.ts turns into facts. */
import type { Choice, RefusedAs, StoredRefusal } from './login.ts';

/** Something that happened. Times are `record`'s `now`. */
export type LoginEvent =
  /** An answer is taken for judging: whoever comes second with the same page finds it answered. */
  | { readonly type: 'answer_taken' }
  /** Nobody could judge it (everything was busy): the same page may be answered again. */
  | { readonly type: 'answer_released' }
  /** The answer was refused; no fact changes. */
  | { readonly type: 'answer_refused'; readonly refusal: StoredRefusal }
  | {
      readonly type: 'password_verified';
      readonly accountId: string;
      readonly temporaryHash?: string;
    }
  | { readonly type: 'password_replaced'; readonly newPasswordHash: string }
  /** An SMS is asked for. The salt of the living challenge, or a fresh one when it is over. */
  | { readonly type: 'code_sent'; readonly salt: string }
  /** The message queued then was handed over to the channel, or failed for good. */
  | { readonly type: 'code_handed_over'; readonly queuedAt: number }
  | { readonly type: 'code_undelivered'; readonly queuedAt: number }
  | { readonly type: 'code_judged'; readonly salt: string; readonly isRight: boolean }
  | { readonly type: 'first_access_completed' }
  | { readonly type: 'pin_judged'; readonly isRight: boolean }
  | { readonly type: 'delegation_chosen'; readonly choice: Choice }
  | { readonly type: 'consent_given' }
  | { readonly type: 'refused'; readonly as: RefusedAs };
