/**
 * Sends the one-time code: the same one while it lives, a new one when it is over.
 *
 * The sending is recorded before the message is queued: a crash in between costs the person one
 * more press on the button, never a second SMS.
 */
import { setTimeout as wait } from 'node:timers/promises';
import {
  ACCOUNT_SENDINGS,
  CODE_FAILURES_IN_ROW,
  CODE_SENDINGS,
  DELIVERY_GLANCE_MS,
  HAND_OVER_S,
} from '../../config/limits.ts';
import { newSalt } from '../credentials/random.ts';
import { smsText } from '../delivery/texts.ts';
import { type Account, isStillValid } from '../domain/account.ts';
import { lastSentAt, nextSending } from '../domain/challenge.ts';
import type { LoginAttempt, PageError } from '../domain/login.ts';
import { StepNotAllowedError, record } from '../domain/login-events.ts';
import { waitOf } from '../domain/throttle.ts';
import { CODE_RULE, SENDINGS_RULE } from '../domain/throttle-rules.ts';
import type { CommandDeps, LoginContext, StepResult } from './deps.ts';
import { isKnownDevice } from './known-device.ts';
import { answeredBefore, changeAttempt, repeated } from './login-step.ts';
import { refuseLogin } from './refuse-login.ts';
import { reserveTries, tallyOf } from './tallies.ts';

/** What sending works with. */
export type SendCodeDeps = Pick<
  CommandDeps,
  'stores' | 'indexer' | 'codes' | 'courier' | 'audit' | 'host'
>;

const STEP = 'one_time_code';

/**
 * The person asks for an SMS (`action=resend`).
 * Refusals, both 429 and not counted: `one_time_code.note.wait` {time, seconds} ·
 * `one_time_code.error.no_more_sms` {n, time}. The attempt may end: too_many_codes, account_closed.
 */
export async function sendCode(deps: SendCodeDeps, context: LoginContext): Promise<StepResult> {
  const { now } = context;
  const before = await answeredBefore(deps, context, STEP);
  if (before) return before;
  const sending = nextSending(context.attempt.challenge, now);
  if (sending.kind === 'wait') return tooSoon(context, sending.until);
  if (sending.kind === 'no_more') return noMore(context, CODE_SENDINGS, sending.until);
  const account = await receiver(deps, context.attempt);
  if (!account) return refuseLogin(deps, context, 'account_closed');
  if (await isHeld(deps, context, account)) return refuseLogin(deps, context, 'too_many_codes');

  const key = { id: sendingsTally(deps, account.id), rule: SENDINGS_RULE };
  const budget = await reserveTries(deps, [key], { at: now });
  if (!('giveBack' in budget)) return noMore(context, ACCOUNT_SENDINGS, now + budget.waitMs);
  const sent = await recordSending(deps, context);
  if (!sent) {
    await budget.giveBack();
    return repeated(
      (await deps.stores.attempts.get(context.attempt.id)) ?? context.attempt,
      undefined,
    );
  }
  await handOver(deps, sent, account);
  return { attempt: (await deps.stores.attempts.get(sent.id)) ?? sent };
}

/** The code that follows a password: nobody pressed a button for it, so no page is compared. */
export function sendFirstCode(deps: SendCodeDeps, context: LoginContext): Promise<StepResult> {
  return sendCode(deps, { ...context, page: undefined });
}

/** Key of the codes tried for an account. */
export function codeTally({ indexer }: Pick<CommandDeps, 'indexer'>, accountId: string): string {
  return indexer.indexOf('tally.code', accountId);
}

function sendingsTally({ indexer }: Pick<CommandDeps, 'indexer'>, accountId: string): string {
  return indexer.indexOf('tally.sendings', accountId);
}

/** Who gets the SMS: nobody when the password of this attempt lost its force meanwhile. */
async function receiver(deps: SendCodeDeps, attempt: LoginAttempt): Promise<Account | undefined> {
  const account = await deps.stores.accounts.get(attempt.accountId ?? '');
  const isValid = account?.phone !== undefined && isStillValid(account, attempt.passwordAt ?? 0);
  return isValid ? account : undefined;
}

/** Whether no code may go out: too many wrong ones. A known device is spared what strangers did. */
async function isHeld(
  deps: SendCodeDeps,
  context: LoginContext,
  account: Account,
): Promise<boolean> {
  const { visitor, now } = context;
  const tally = await tallyOf(deps, codeTally(deps, account.id));
  if (waitOf(tally, CODE_RULE, now) > 0) return true;
  if (account.codeFailures < CODE_FAILURES_IN_ROW) return false;
  return !(await isKnownDevice(deps, visitor, { accountId: account.id, now }));
}

/** The attempt with the sending, or undefined when another press was faster. */
async function recordSending(
  deps: SendCodeDeps,
  context: LoginContext,
): Promise<LoginAttempt | undefined> {
  const fresh = newSalt();
  const { now } = context;
  try {
    const { attempt, isRepeat } = await changeAttempt(deps, context, STEP, (current) => {
      const { challenge } = current;
      const isSame = challenge && nextSending(challenge, now).kind === 'same';
      return record(current, { type: 'code_sent', salt: isSame ? challenge.salt : fresh }, now);
    });
    return isRepeat ? undefined : attempt;
  } catch (error) {
    if (error instanceof StepNotAllowedError) return undefined;
    throw error;
  }
}

/** Queues the SMS and looks for a moment whether it leaves, so that the page can say so. */
async function handOver(
  deps: SendCodeDeps,
  attempt: LoginAttempt,
  account: Account,
): Promise<void> {
  const { challenge } = attempt;
  if (!challenge || account.phone === undefined) return;
  const code = deps.codes.codeOf(challenge, { attemptId: attempt.id, accountId: account.id });
  const message = await deps.courier.enqueue({
    kind: 'one_time_code',
    channel: 'sms',
    accountId: account.id,
    attemptId: attempt.id,
    expiresAt: lastSentAt(challenge) + HAND_OVER_S * 1000,
    body: { to: account.phone, text: smsText('code', account.language, { host: deps.host, code }) },
  });
  const glance = new AbortController();
  await Promise.race([
    // A gateway's trouble is the courier's: it is written in the message and the attempt.
    deps.courier.deliver(message.id).catch(() => undefined),
    wait(DELIVERY_GLANCE_MS, undefined, { signal: glance.signal }).catch(() => undefined),
  ]);
  glance.abort();
}

function tooSoon({ attempt, now }: LoginContext, until: number): StepResult {
  const seconds = Math.ceil((until - now) / 1000);
  const time = attempt.challenge ? lastSentAt(attempt.challenge) : now;
  return later(attempt, { key: 'one_time_code.note.wait', args: { time, seconds } }, seconds);
}

function noMore({ attempt, now }: LoginContext, n: number, until: number): StepResult {
  const error = { key: 'one_time_code.error.no_more_sms', args: { n, time: until } };
  return later(attempt, error, Math.ceil((until - now) / 1000));
}

function later(attempt: LoginAttempt, error: PageError, retryAfter: number): StepResult {
  return { attempt, refusal: { status: 429, errors: [error], retryAfter } };
}
