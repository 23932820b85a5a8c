/** The first access: the person's own password takes the place of the temporary one. */
import { type Account, isStillValid } from './account.ts';
import type { LoginAttempt } from './login.ts';

/**
 * The account with the new password that waited in the attempt; the very same when this attempt
 * put it there before; undefined when the temporary password that was typed is no longer current
 * (another login was first, or the desk gave a new one).
 */
export function withFirstAccess(
  account: Account,
  attempt: LoginAttempt,
  now: number,
): Account | undefined {
  const { temporaryHash, newPasswordHash, passwordAt } = attempt;
  if (temporaryHash === undefined || newPasswordHash === undefined || passwordAt === undefined)
    return undefined;
  if (!isStillValid(account, passwordAt)) return undefined;
  if (account.password?.hash === newPasswordHash) return account;
  if (account.password?.hash !== temporaryHash) return undefined;
  return { ...account, password: { hash: newPasswordHash, setAt: now }, codeFailures: 0 };
}
