/** What pages may say of who is logging in; all of it only after a right password. */
import type { CommandDeps } from '../src/commands/deps.ts';
import { isCardInForce } from '../src/domain/account.ts';
import type { LoginAttempt } from '../src/domain/login.ts';
import { phoneTail } from '../src/domain/phone-number.ts';

type Stores = Pick<CommandDeps, 'stores'>;

/** Given and family name; empty before the password. */
export async function nameOfPerson({ stores }: Stores, attempt: LoginAttempt): Promise<string> {
  const account = await stores.accounts.get(attempt.accountId ?? '');
  return account ? `${account.givenName} ${account.familyName}` : '';
}

/** The last 3 digits of the telephone. @source ux 3.8 */
export async function tailOfPhone({ stores }: Stores, attempt: LoginAttempt): Promise<string> {
  const account = await stores.accounts.get(attempt.accountId ?? '');
  return account?.phone === undefined ? '' : phoneTail(account.phone);
}

/** The serial of the card in force: password managers keep the new password under it. @source ux 1.2 */
export async function loginName({ stores }: Stores, attempt: LoginAttempt): Promise<string> {
  const cards = await stores.cards.find({ accountId: attempt.accountId ?? '' });
  return cards.find(isCardInForce)?.id ?? '';
}

/** Whether the facts come from a live session: then the page offers to leave it. @source design 5 */
export function isFromSession(attempt: LoginAttempt): boolean {
  return attempt.secondFactorAt !== undefined && attempt.secondFactorAt < attempt.createdAt;
}
