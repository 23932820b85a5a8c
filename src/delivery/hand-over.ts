/** One try of one message: claim, open, hand over, tell the login, write down how it ended. */
import { setTimeout as wait } from 'node:timers/promises';
import { CHANNEL_TIMEOUT_MS, MESSAGE_RETRY_S } from '../../config/limits.ts';
import { newId } from '../credentials/random.ts';
import type { Sealer } from '../credentials/sealing.ts';
import { GassError } from '../domain/errors.ts';
import { claimed, EXPIRED, isEnded, type Outcome, settled } from '../domain/hand-over.ts';
import type { ChannelName, Message } from '../domain/message.ts';
import type { Stores } from '../stores/stores.ts';
import { type Channel, DeliveryFailure, PermanentFailure } from './channel.ts';
import type { DeliveryLog } from './log.ts';
import { type MessageBody, messageBodySchema } from './message-body.ts';
import { tellAttempt } from './tell-attempt.ts';

export interface HandOverDeps {
  readonly stores: Pick<Stores, 'messages' | 'attempts'>;
  readonly sealer: Sealer;
  readonly channels: Readonly<Record<ChannelName, Channel>>;
  readonly log: DeliveryLog;
}

/**
 * Tries the message once, if it can be claimed, and answers its state afterwards.
 * `isForced` does not wait for the time of the next try.
 * @throws GassError `not_found`, `unavailable`
 */
export async function tryOnce(deps: HandOverDeps, id: string, isForced: boolean): Promise<Message> {
  const holder = newId();
  const { messages } = deps.stores;
  const message = await messages.update(id, (current) =>
    claimed(current, holder, Date.now(), isForced),
  );
  if (message.leaseHolder !== holder) return message;
  const outcome = await send(deps, message);
  const now = Date.now();
  const foreseen = settled(message, holder, outcome, now);
  // The login is told first: a crash in between repeats the message, it never leaves the login waiting.
  if (isEnded(foreseen)) await tell(deps, foreseen, now);
  const after = await patiently(message, (isRefTaken) =>
    messages.update(id, (current) =>
      settled(current, holder, isRefTaken ? withoutRef(outcome) : outcome, now),
    ),
  );
  logOutcome(deps.log, after, outcome);
  return after;
}

async function send(deps: HandOverDeps, message: Message): Promise<Outcome> {
  if (message.expiresAt <= Date.now()) return failed(true, EXPIRED);
  try {
    const body = await openBody(deps.sealer, message);
    if (body === undefined) return failed(false, 'unreadable_body');
    // Too late to be sure that nobody else has it by the time the channel answers.
    if (Date.now() + CHANNEL_TIMEOUT_MS > (message.leasedUntil ?? 0)) return failed(false, 'late');
    const { ref } = await deps.channels[message.channel].send(message, body);
    return { isHandedOver: true, ...(ref === undefined ? {} : { ref }) };
  } catch (error) {
    // What an unexpected error says may hold a number or a text: it is kept nowhere.
    if (!(error instanceof DeliveryFailure)) return failed(false, 'unexpected');
    return failed(error instanceof PermanentFailure, error.word);
  }
}

/** The body, or undefined when it does not open: perhaps only this process has a wrong key. */
async function openBody(sealer: Sealer, message: Message): Promise<MessageBody | undefined> {
  try {
    return messageBodySchema.parse(await sealer.unseal(message.sealedBody ?? ''));
  } catch {
    return undefined;
  }
}

function failed(isPermanent: boolean, word: string): Outcome {
  return { isHandedOver: false, isPermanent, word };
}

function withoutRef(outcome: Outcome): Outcome {
  return outcome.isHandedOver ? { isHandedOver: true } : outcome;
}

/** A login that is gone, or cannot be told, is no reason to send the message again. */
async function tell(deps: HandOverDeps, message: Message, now: number): Promise<void> {
  try {
    await tellAttempt(deps.stores, message, now);
  } catch {
    deps.log.warn({ messageId: message.id }, 'attempt_not_told');
  }
}

/**
 * Writes the end down, come what may: a database that is away for a moment, or a gateway that gives
 * one reference twice, must not make the message go out again.
 */
async function patiently(
  message: Message,
  write: (isRefTaken: boolean) => Promise<Message>,
): Promise<Message> {
  let isRefTaken = false;
  for (const seconds of MESSAGE_RETRY_S) {
    try {
      return await write(isRefTaken);
    } catch (error) {
      if (!(error instanceof GassError)) throw error;
      if (error.code === 'conflict' && !isRefTaken) {
        isRefTaken = true;
        continue;
      }
      const isOver = Date.now() + seconds * 1000 >= (message.leasedUntil ?? 0);
      if (error.code !== 'unavailable' || isOver) throw error;
      await wait(seconds * 1000);
    }
  }
  return write(isRefTaken);
}

function logOutcome(log: DeliveryLog, message: Message, outcome: Outcome): void {
  const { id: messageId, kind, channel, tries } = message;
  const fields = { messageId, kind, channel, tries };
  if (outcome.isHandedOver) log.info(fields, 'message_handed_over');
  else
    log.warn(
      { ...fields, word: outcome.word },
      message.failedAt === undefined ? 'message_postponed' : 'message_failed',
    );
}
