/**
 * The PIN given at the desk. The try is counted on the account before it is judged; after so many
 * in a row only a desk lifts the lock.
 */
import {
  PHONE_CHANGE_HOLD_S,
  PIN_DIGITS,
  PIN_FAILURES_IN_ROW,
  PIN_TRIES,
} from '../../config/limits.ts';
import type { Account, PinCredential } from '../domain/account.ts';
import type { LoginAttempt, PageError, StoredRefusal } from '../domain/login.ts';
import { stepOf } from '../domain/login.ts';
import { record } from '../domain/login-events.ts';
import type { CommandDeps, LoginContext, StepResult } from './deps.ts';
import {
  answeredBefore,
  mistyped,
  outcomeOf,
  recordOutcome,
  releaseAnswer,
  refuseAnswer,
  repeated,
  takeAnswer,
} from './login-step.ts';
import { refuseLogin } from './refuse-login.ts';
import { settleChoice } from './settle-choice.ts';

/** What verification works with. */
export type VerifyPinDeps = Pick<CommandDeps, 'stores' | 'hasher' | 'audit'>;

const STEP = 'pin';
/** A digit forgotten at the keys must not bring anybody nearer to the lock that only a desk lifts. */
const PIN_FORM = new RegExp(`^[0-9]{${PIN_DIGITS}}$`);

/**
 * Judges the PIN. Errors, 422: `pin.error.empty`, `pin.error.paused` {time, date},
 * `pin.error.locked` (not counted) · `pin.error.refused` {n} tries left (not counted when it
 * cannot be a PIN at all). The attempt may end:
 * too_many_codes after 3 wrong ones, unmet_acr without a PIN. @throws OverloadedError (503)
 */
export async function verifyPin(
  deps: VerifyPinDeps,
  context: LoginContext,
  typed: string,
): Promise<StepResult> {
  const { attempt, now } = context;
  const before = await answeredBefore(deps, context, STEP);
  if (before) return before;
  const pin = typed.replace(/\s+/g, '');
  if (pin === '') return mistyped(attempt, errorOf('empty'));
  const account = await deps.stores.accounts.get(attempt.accountId ?? '');
  if (!account?.pin) return refuseLogin(deps, context, 'unmet_acr');
  const pausedUntil = (account.phoneChangedAt ?? -Infinity) + PHONE_CHANGE_HOLD_S * 1000;
  if (now < pausedUntil)
    return mistyped(attempt, errorOf('paused', { time: pausedUntil, date: pausedUntil }));
  if (account.pin.failures >= PIN_FAILURES_IN_ROW) return mistyped(attempt, errorOf('locked'));
  if (!PIN_FORM.test(pin))
    return mistyped(attempt, errorOf('refused', { n: triesLeft(attempt, account.pin) }));
  const taken = await takeAnswer(deps, context, STEP);
  if (taken.isRepeat) return outcomeOf(deps, taken.attempt, context);
  return judge(deps, { ...context, attempt: taken.attempt }, { pin, page: taken.page, account });
}

async function judge(
  deps: VerifyPinDeps,
  context: LoginContext,
  answer: { readonly pin: string; readonly page: string; readonly account: Account },
): Promise<StepResult> {
  const { page } = answer;
  const counted = await count(deps, answer.account.id, 1);
  if (!counted?.pin) return refuseAnswer(deps, context, refusalOf(page, errorOf('locked')));
  let isRight: boolean;
  try {
    isRight = await deps.hasher.verify(counted.pin.hash, answer.pin, 'known');
  } catch (error) {
    // Not judged, so not counted.
    await Promise.all([count(deps, counted.id, -1), releaseAnswer(deps, context)]);
    throw error;
  }
  const { attempt, isRepeat } = await recordOutcome(deps, context, STEP, (current) =>
    record(current, { type: 'pin_judged', isRight }, context.now),
  );
  // The try was counted beforehand: a right PIN never stays counted, wherever the login went meanwhile.
  if (isRight) await forgive(deps, counted);
  if (isRepeat) return repeated(attempt, undefined);
  await deps.audit.record({
    kind: isRight ? 'pin_verified' : 'pin_refused',
    subject: counted.id,
    data: { client_id: attempt.requested.clientId },
  });
  if (isRight) return { attempt: await settleChoice(deps, attempt, context.now) };
  if (stepOf(attempt, context.now) !== STEP) return { attempt };
  const left = triesLeft(attempt, counted.pin);
  const error = left > 0 ? errorOf('refused', { n: left }) : errorOf('locked');
  return refuseAnswer(deps, context, refusalOf(page, error));
}

/** Counts a try before it is judged, or takes it back; undefined when the PIN is locked. */
async function count(
  { stores }: VerifyPinDeps,
  accountId: string,
  by: 1 | -1,
): Promise<Account | undefined> {
  const outcome = { isLocked: false };
  const account = await stores.accounts.update(accountId, (current) => {
    const { pin } = current;
    outcome.isLocked = !pin || (by > 0 && pin.failures >= PIN_FAILURES_IN_ROW);
    if (!pin || outcome.isLocked) return current;
    return { ...current, pin: { ...pin, failures: Math.max(0, pin.failures + by) } };
  });
  return outcome.isLocked ? undefined : account;
}

/** Wrong ones in a row begin anew, unless the desk gave another PIN meanwhile. */
async function forgive({ stores }: VerifyPinDeps, judged: Account): Promise<void> {
  await stores.accounts.update(judged.id, (current) =>
    current.pin && current.pin.hash === judged.pin?.hash
      ? { ...current, pin: { ...current.pin, failures: 0 } }
      : current,
  );
}

function triesLeft(attempt: LoginAttempt, pin: PinCredential): number {
  return Math.min(PIN_TRIES - attempt.pinFailures, PIN_FAILURES_IN_ROW - pin.failures);
}

function errorOf(word: string, args?: PageError['args']): PageError {
  return { field: 'pin', key: `pin.error.${word}`, ...(args ? { args } : {}) };
}

function refusalOf(page: string, error: PageError): StoredRefusal & { readonly step: typeof STEP } {
  return { step: STEP, page, status: 422, errors: [error] };
}
