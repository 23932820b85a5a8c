/** Tells a person by SMS what happened to their access; nothing clinical, no links. */
import { NOTICE_S } from '../../config/limits.ts';
import type { SmsArgs, SmsKey } from '../delivery/text-keys.ts';
import { smsText } from '../delivery/texts.ts';
import type { Account } from '../domain/account.ts';
import type { CommandDeps } from './deps.ts';

/** One notice. A given `id` makes a repeated notice one message. */
export interface Notice<K extends SmsKey> {
  readonly key: K;
  readonly args: SmsArgs[K];
  readonly now: number;
  readonly id?: string;
  /** Another number than the account's, such as the one it had before. */
  readonly to?: string | undefined;
}

/** Queues a notice and answers the message's id; nothing for a person without telephone. */
export async function notify<K extends SmsKey>(
  { courier }: Pick<CommandDeps, 'courier'>,
  account: Account,
  notice: Notice<K>,
): Promise<readonly string[]> {
  const to = notice.to ?? account.phone;
  if (to === undefined) return [];
  const message = await courier.enqueue({
    ...(notice.id === undefined ? {} : { id: notice.id }),
    kind: 'notice',
    channel: 'sms',
    accountId: account.id,
    expiresAt: notice.now + NOTICE_S * 1000,
    body: { to, text: smsText(notice.key, account.language, notice.args) },
  });
  return [message.id];
}
