/** After a full login: what was counted against this person, here, is forgotten. */
import { isCardInForce } from '../domain/account.ts';
import type { CommandDeps, Visitor } from './deps.ts';
import { strangerTally } from './password-throttle.ts';
import { codeTally } from './send-code.ts';

/**
 * Forgets the wrong codes of the account and the wrong passwords of its card from this network.
 * What was counted for the address, the network and the serial everywhere stays: who logs in as
 * themselves must not get more guesses at others, nor end the alarm on a serial that is attacked.
 */
export async function forgetFailures(
  deps: Pick<CommandDeps, 'stores' | 'indexer'>,
  login: { readonly accountId: string; readonly visitor: Visitor },
): Promise<void> {
  const { stores } = deps;
  const { accountId, visitor } = login;
  const cards = await stores.cards.find({ accountId });
  const serials = cards.filter(isCardInForce).map(({ id }) => id);
  await Promise.all([
    stores.tallies.delete(codeTally(deps, accountId)),
    ...serials.map((serial) => stores.tallies.delete(strangerTally(deps, serial, visitor.address))),
    stores.accounts.update(accountId, (account) =>
      account.codeFailures === 0 ? account : { ...account, codeFailures: 0 },
    ),
  ]);
}
