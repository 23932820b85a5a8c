/** Gives a person a new PIN. */
import { newPin } from '../credentials/random.ts';
import type { Account } from '../domain/account.ts';
import type { CommandDeps } from './deps.ts';
import { notify } from './notify.ts';

/** A new PIN: the old one is void and a lock is lifted, since the person stands at the desk. */
export async function issuePin(
  deps: Pick<CommandDeps, 'stores' | 'audit' | 'hasher' | 'courier'>,
  before: Account,
  now: number,
): Promise<{ readonly pin: string; readonly messages: readonly string[] }> {
  const pin = newPin();
  const hash = await deps.hasher.hash(pin);
  const account = await deps.stores.accounts.update(before.id, (stored) => ({
    ...stored,
    pin: { hash, setAt: now, failures: 0 },
  }));
  await deps.audit.record({ kind: 'pin_issued', subject: account.id, data: {} });
  const notice = { key: 'pin_issued', args: { at: now }, now } as const;
  return { pin, messages: before.pin ? await notify(deps, account, notice) : [] };
}
