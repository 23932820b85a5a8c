/** Follows a change of the hashing cost: a password proven right is hashed anew. */
import { type Account, type PasswordCredential, isTemporary } from '../domain/account.ts';
import type { CommandDeps } from './deps.ts';

/**
 * Makes the hash of the person's own password anew when the cost in force has changed. A temporary
 * password is left alone: its hash names it in the logins that are under way.
 */
export async function rehashPassword(
  { hasher, stores }: Pick<CommandDeps, 'hasher' | 'stores'>,
  account: Account,
  proven: { readonly password: PasswordCredential; readonly typed: string },
): Promise<void> {
  const { password, typed } = proven;
  if (isTemporary(password) || !hasher.needsRehash(password.hash)) return;
  const hash = await hasher.hash(typed);
  await stores.accounts.update(account.id, (current) =>
    current.password?.hash === password.hash
      ? { ...current, password: { ...current.password, hash } }
      : current,
  );
}
