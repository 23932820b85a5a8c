/** The seam between the courier and the ways out. */
import type { Message } from '../domain/message.ts';
import type { MessageBody } from './message-body.ts';

/** What a channel may know of the queued message. */
export type OutgoingMessage = Pick<Message, 'id' | 'kind' | 'accountId' | 'tries'>;

/** A way out. It does not retry: the courier does. */
export interface Channel {
  /**
   * Hands the message over; when it resolves, gateway or disk has taken it for good.
   * A second call with the same id hands over again only where the channel cannot know better.
   * @returns the gateway's reference, if it gives one
   * @throws PermanentFailure trying again is useless · TemporaryFailure it is not
   */
  send(message: OutgoingMessage, body: MessageBody): Promise<{ readonly ref?: string }>;
}

/** A failed hand-over; `word` is stable, goes into the database and the log, and holds no data. */
export abstract class DeliveryFailure extends Error {
  readonly word: string;
  constructor(word: string) {
    super(word);
    this.word = word;
  }
}

/** Trying again is useless: bad number, refused recipient. */
export class PermanentFailure extends DeliveryFailure {
  override readonly name = 'PermanentFailure';
}

/** It may work later: busy, down, out of credit, no answer in time. */
export class TemporaryFailure extends DeliveryFailure {
  override readonly name = 'TemporaryFailure';
}
