/** Puts the person's own password in force: once, and only while the temporary one is current. */
import type { LoginAttempt } from '../domain/login.ts';
import { withFirstAccess } from '../domain/first-access.ts';
import type { CommandDeps } from './deps.ts';

/**
 * Completes the first access of an attempt whose code was accepted. Answers whether the new
 * password is in force; of several attempts with one temporary password one wins. What the
 * account had open before was ended when the desk gave the temporary password. Safe to repeat.
 */
export async function completeFirstAccess(
  { stores, audit }: Pick<CommandDeps, 'stores' | 'audit'>,
  attempt: LoginAttempt,
  now: number,
): Promise<boolean> {
  if (attempt.accountId === undefined) return false;
  const outcome = { isInForce: false };
  await stores.accounts.update(attempt.accountId, (account) => {
    const changed = withFirstAccess(account, attempt, now);
    outcome.isInForce = changed !== undefined;
    return changed ?? account;
  });
  if (outcome.isInForce)
    await audit.record({
      kind: 'first_access_completed',
      subject: attempt.accountId,
      data: { client_id: attempt.requested.clientId },
    });
  return outcome.isInForce;
}
