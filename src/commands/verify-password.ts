/**
 * The first step of a login: card serial and password.
 *
 * Whatever is wrong, the answer is the same and costs the same: tallies of what was typed, one hash
 * verified (a dummy one when there is none in force), one refusal. Nothing tells whether a serial,
 * a person or a password exists.
 */
import {
  type Account,
  type PasswordCredential,
  isCardInForce,
  isTemporary,
  passwordInForce,
} from '../domain/account.ts';
import type { CardSerial } from '../domain/card-serial.ts';
import { record } from '../domain/login-events.ts';
import { normaliseTemporary } from '../domain/password-halves.ts';
import type { CommandDeps, LoginContext, StepResult } from './deps.ts';
import { countDeviceFailure, deviceOf } from './known-device.ts';
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
import { reserveGuess } from './password-throttle.ts';
import { rehashPassword } from './rehash-password.ts';
import { type SendCodeDeps, sendFirstCode } from './send-code.ts';
import { type TypedPassword, readTyped } from './typed-password.ts';

/** What password verification works with. */
export type VerifyPasswordDeps = SendCodeDeps & Pick<CommandDeps, 'hasher'>;

const STEP = 'password';
/** Names nobody's account: reading it takes as long as reading somebody's. */
const NOBODY = 'nobody';

/**
 * Verifies the password and, when it is the person's own, sends the one-time code.
 * Errors: `password.error.card_serial.empty|format`, `password.error.password.empty` (422, not
 * counted) · `password.error.refused` (422) · `password.error.slow_down` {seconds} (429).
 * @throws OverloadedError (503)
 */
export async function verifyPassword(
  deps: VerifyPasswordDeps,
  context: LoginContext,
  typed: TypedPassword,
): Promise<StepResult> {
  const before = await answeredBefore(deps, context, STEP);
  if (before) return before;
  const read = readTyped(typed);
  if ('errors' in read) return mistyped(context.attempt, ...read.errors);
  const taken = await takeAnswer(deps, context, STEP);
  if (taken.isRepeat) return outcomeOf(deps, taken.attempt, context);
  return judge(deps, { ...context, attempt: taken.attempt }, { ...read, page: taken.page });
}

async function judge(
  deps: VerifyPasswordDeps,
  context: LoginContext,
  answer: { readonly serial: CardSerial; readonly password: string; readonly page: string },
): Promise<StepResult> {
  const { visitor, now } = context;
  const account = await accountBehind(deps, answer.serial);
  const device = await deviceOf(deps, visitor, now);
  const known = account && device?.accountIds.includes(account.id) ? device : undefined;
  const guess = { serial: answer.serial, address: visitor.address, device: known, now };
  const reservation = await reserveGuess(deps, guess);
  if (!('giveBack' in reservation))
    return slowDown(deps, context, { page: answer.page, waitMs: reservation.waitMs });

  const password = account && passwordInForce(account, now);
  let isRight = false;
  try {
    const text =
      password && isTemporary(password) ? normaliseTemporary(answer.password) : answer.password;
    isRight = await deps.hasher.verify(password?.hash, text, known ? 'known' : 'unknown');
  } catch (error) {
    // Not judged, so not counted.
    await Promise.all([reservation.giveBack(), releaseAnswer(deps, context)]);
    throw error;
  }
  if (!isRight || !account || !password) {
    if (known) await countDeviceFailure(deps, known.id);
    return refuse(deps, context, { page: answer.page, accountId: account?.id });
  }
  await reservation.giveBack();
  await rehashPassword(deps, account, { password, typed: answer.password });
  return goOn(deps, context, { accountId: account.id, password });
}

/** The account of a card in force. Reads the same number of rows whoever the serial belongs to. */
async function accountBehind(
  { stores }: VerifyPasswordDeps,
  serial: CardSerial,
): Promise<Account | undefined> {
  const card = await stores.cards.get(serial);
  return stores.accounts.get(card && isCardInForce(card) ? card.accountId : NOBODY);
}

async function goOn(
  deps: VerifyPasswordDeps,
  context: LoginContext,
  proven: { readonly accountId: string; readonly password: PasswordCredential },
): Promise<StepResult> {
  const { accountId, password } = proven;
  const temporary = isTemporary(password) ? { temporaryHash: password.hash } : {};
  const { attempt, isRepeat } = await recordOutcome(deps, context, STEP, (current) =>
    record(current, { type: 'password_verified', accountId, ...temporary }, context.now),
  );
  if (isRepeat) return repeated(attempt, undefined);
  return isTemporary(password) ? { attempt } : sendFirstCode(deps, { ...context, attempt });
}

async function refuse(
  deps: VerifyPasswordDeps,
  context: LoginContext,
  { page, accountId }: { readonly page: string; readonly accountId: string | undefined },
): Promise<StepResult> {
  await deps.audit.record({
    kind: 'login_refused',
    ...(accountId === undefined ? {} : { subject: accountId }),
    data: { client_id: context.attempt.requested.clientId, reason: 'password' },
  });
  const errors = [{ key: 'password.error.refused' }];
  return refuseAnswer(deps, context, { step: STEP, page, status: 422, errors });
}

function slowDown(
  deps: VerifyPasswordDeps,
  context: LoginContext,
  { page, waitMs }: { readonly page: string; readonly waitMs: number },
): Promise<StepResult> {
  const seconds = Math.ceil(waitMs / 1000);
  const errors = [{ key: 'password.error.slow_down', args: { seconds } }];
  return refuseAnswer(deps, context, {
    step: STEP,
    page,
    status: 429,
    errors,
    retryAfter: seconds,
  });
}
