/** Gives a person a new temporary password: one half for paper, one by SMS. */
import { DAY_MS, TEMPORARY_PASSWORD_S } from '../../config/limits.ts';
import { newHalf } from '../credentials/random.ts';
import { smsText } from '../delivery/texts.ts';
import { type Account, withEndedAccess } from '../domain/account.ts';
import { joinHalves, temporaryCredential } from '../domain/password-halves.ts';
import type { PhoneNumber } from '../domain/phone-number.ts';
import type { CommandDeps } from './deps.ts';
import { endAccess } from './end-access.ts';
import { notify } from './notify.ts';

export interface IssuedTemporary {
  readonly account: Account;
  readonly deskHalf: string;
  /** Only for who makes it readable: the demo. Everybody else sends it and forgets it. */
  readonly smsHalf: string;
  readonly usableUntil: number;
}

/**
 * Replaces the password by a temporary one and ends what the old one had opened. The old password
 * is void and sessions are dead with the first write; nobody knows the new one yet.
 */
export async function issueTemporary(
  deps: Pick<CommandDeps, 'stores' | 'audit' | 'hasher'>,
  before: Account,
  change: {
    readonly phone: PhoneNumber;
    /** When the command began. */
    readonly now: number;
    /** The instant it is by then: what the old password opened while the command ran ends, too. */
    readonly instant: () => number;
  },
): Promise<IssuedTemporary> {
  const { phone, now, instant } = change;
  const [deskHalf, smsHalf] = [newHalf(), newHalf()];
  const hash = await deps.hasher.hash(joinHalves(deskHalf, smsHalf));
  const password = temporaryCredential(hash, now);
  const accountId = before.id;
  const account = await deps.stores.accounts.update(accountId, (stored) => ({
    ...withPhone(withEndedAccess(stored, instant()), phone, now),
    password,
    codeFailures: 0,
  }));
  await endAccess(deps, { accountId }, { cause: 'temporary_password', now: instant() });
  await deps.audit.record({
    kind: before.password ? 'temporary_password_issued' : 'enrolled',
    subject: accountId,
    data: {},
  });
  return { account, deskHalf, smsHalf, usableUntil: now + TEMPORARY_PASSWORD_S * 1000 };
}

/** Queues the SMS with the second half and answers the message's id. */
export async function sendSmsHalf(
  { courier }: Pick<CommandDeps, 'courier'>,
  { account, smsHalf, usableUntil }: IssuedTemporary,
  phone: PhoneNumber,
): Promise<string> {
  const days = TEMPORARY_PASSWORD_S / (DAY_MS / 1000);
  const text = smsText('second_half', account.language, { half: smsHalf, days });
  const message = await courier.enqueue({
    kind: 'password_half',
    channel: 'sms',
    accountId: account.id,
    expiresAt: usableUntil,
    body: { to: phone, text },
  });
  return message.id;
}

/** The account with this telephone; a changed one makes PIN operations rest for a day. */
export function withPhone(account: Account, phone: PhoneNumber, now: number): Account {
  if (account.phone === phone) return account;
  const isChange = account.phone !== undefined;
  return { ...account, phone, ...(isChange ? { phoneChangedAt: now } : {}) };
}

/** Tells a changed telephone to the old number and to the new one. */
export async function tellPhoneChange(
  deps: Pick<CommandDeps, 'courier'>,
  before: Account,
  after: Account,
  now: number,
): Promise<readonly string[]> {
  if (before.phone === undefined || before.phone === after.phone) return [];
  return [
    ...(await notify(deps, after, {
      key: 'phone_old',
      args: { at: now },
      to: before.phone,
      now,
    })),
    ...(await notify(deps, after, { key: 'phone_new', args: {}, now })),
  ];
}
