/**
 * Takes messages and hands them over: queued, claimed by lease, retried inside the life of what
 * they carry, never lost and never handed over again after the acknowledgement.
 *
 * Any number of couriers may work on one database. What happens to a message is decided in
 * `domain/hand-over.ts`; this file only keeps the pace.
 */
import type { ChannelName, Message, MessageKind } from '../domain/message.ts';
import type { MessageBody } from './message-body.ts';

/** A message as a command wants it. `id` makes a repeated enqueue one message. */
export interface MessageDraft {
  readonly id?: string;
  readonly kind: MessageKind;
  readonly channel: ChannelName;
  readonly accountId: string;
  /** The login attempt a one-time code belongs to: it is told of the hand-over. */
  readonly attemptId?: string;
  /** Not handed over by then: abandoned. Epoch ms. */
  readonly expiresAt: number;
  readonly body: MessageBody;
}

export interface Courier {
  /** Queues a message: durable when it resolves. Wakes the courier when it is started. */
  enqueue(draft: MessageDraft): Promise<Message>;
  /** Tries this one now, or waits for whoever is trying it; answers its state afterwards. @throws NotFoundError */
  deliver(id: string): Promise<Message>;
  /** Begins to look for due messages. */
  start(): void;
  /** Waits for hand-overs under way and leaves the rest to others, or to the next start. */
  stop(): Promise<void>;
}
