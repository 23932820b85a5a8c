/** Prints what a person takes home from the desk. */
import { TEMPORARY_PASSWORD_S } from '../../config/limits.ts';
import type { LetterData } from '../delivery/message-body.ts';
import type { Account } from '../domain/account.ts';
import type { CommandDeps } from './deps.ts';

/** The secrets of a letter; with neither there is no letter. */
export interface LetterContent {
  readonly half: { readonly desk: string; readonly usableUntil: number } | undefined;
  readonly pin: string | undefined;
  readonly now: number;
}

/** Queues the letter with the desk half and the PIN, each where there is one; answers its id. */
export async function printLetter(
  { courier, portalAddress }: Pick<CommandDeps, 'courier' | 'portalAddress'>,
  account: Account,
  content: LetterContent,
): Promise<readonly string[]> {
  const { half, pin, now } = content;
  if (!half && pin === undefined) return [];
  const letter: LetterData = {
    language: account.language,
    givenName: account.givenName,
    familyName: account.familyName,
    fiscalCode: account.fiscalCode,
    portalAddress,
    ...(half ? { half: half.desk, usableUntil: half.usableUntil } : {}),
    ...(pin === undefined ? {} : { pin }),
  };
  const message = await courier.enqueue({
    kind: 'letter',
    channel: 'letter',
    accountId: account.id,
    expiresAt: half?.usableUntil ?? now + TEMPORARY_PASSWORD_S * 1000,
    body: { letter },
  });
  return [message.id];
}
