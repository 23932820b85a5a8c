/**
 * First access: the person chooses a password. Its hash waits in the attempt until the code is
 * accepted; until then the temporary password goes on working.
 */
import { HALF_LENGTH } from '../../config/limits.ts';
import { commonPasswords } from '../credentials/common-passwords.ts';
import type { PageError } from '../domain/login.ts';
import { normaliseTemporary } from '../domain/password-halves.ts';
import { type PasswordFault, faultOf, normalisePassword, ownWords } from '../domain/password.ts';
import type { CommandDeps, LoginContext, StepResult } from './deps.ts';
import { answeredBefore, mistyped, recordAnswer, repeated } from './login-step.ts';
import { refuseLogin } from './refuse-login.ts';
import { type SendCodeDeps, sendFirstCode } from './send-code.ts';

/** What was typed, as it came. */
export interface TypedNewPassword {
  readonly password: string;
  readonly confirmation: string;
}

const STEP = 'new_password';

/**
 * Keeps the new password and sends the one-time code. Errors, 422, none counted:
 * `new_password.error.empty|mismatch|short {n}|long {max}|guessable|temporary`.
 * @throws OverloadedError (503)
 */
export async function replacePassword(
  deps: SendCodeDeps & Pick<CommandDeps, 'hasher'>,
  context: LoginContext,
  typed: TypedNewPassword,
): Promise<StepResult> {
  const { attempt } = context;
  const before = await answeredBefore(deps, context, STEP);
  if (before) return before;
  const { accountId = '', temporaryHash } = attempt;
  const account = await deps.stores.accounts.get(accountId);
  if (!account) return refuseLogin(deps, context, 'account_closed');
  const cards = await deps.stores.cards.find({ accountId });
  const own = ownWords(
    account,
    cards.map(({ id }) => id),
  );
  const common = await commonPasswords();
  const fault = faultOf(typed, own, (password) => common.has(password));
  if (fault) return mistyped(attempt, errorOf(fault));
  if (await isTemporary(deps, typed.password, temporaryHash))
    return mistyped(attempt, { field: 'new_password', key: 'new_password.error.temporary' });

  const newPasswordHash = await deps.hasher.hash(normalisePassword(typed.password));
  const replaced = { type: 'password_replaced', newPasswordHash } as const;
  const changed = await recordAnswer(deps, context, STEP, replaced);
  if (changed.isRepeat) return repeated(changed.attempt, context.page);
  return sendFirstCode(deps, { ...context, attempt: changed.attempt });
}

/** Whether it is the temporary password, however it is written; only what may be one costs a hash. */
async function isTemporary(
  { hasher }: Pick<CommandDeps, 'hasher'>,
  typed: string,
  temporaryHash: string | undefined,
): Promise<boolean> {
  const text = normaliseTemporary(typed);
  if (temporaryHash === undefined || text.length !== 2 * HALF_LENGTH) return false;
  return hasher.verify(temporaryHash, text, 'known');
}

function errorOf(fault: PasswordFault): PageError {
  const { word, ...args } = fault;
  const field = word === 'mismatch' ? 'new_password_confirm' : 'new_password';
  return {
    field,
    key: `new_password.error.${word}`,
    ...('n' in args || 'max' in args ? { args } : {}),
  };
}
