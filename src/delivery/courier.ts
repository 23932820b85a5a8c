/**
 * Takes messages and hands them over: queued, claimed by lease, retried inside the life of what
 * they carry, never lost and never handed over again after the acknowledgement.
 *
 * Any number of couriers may work on one database. What happens to a message is decided in
 * `domain/hand-over.ts`; this file only keeps the pace.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { COURIER_BATCH, COURIER_CONCURRENCY, COURIER_POLL_MS } from '../../config/limits.ts';
import { newId } from '../credentials/random.ts';
import { GassError } from '../domain/errors.ts';
import { isEnded, isLeased, queued } from '../domain/hand-over.ts';
import type { ChannelName, Message, MessageKind } from '../domain/message.ts';
import { type HandOverDeps, tryOnce } from './hand-over.ts';
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
  /** Tries this one now, or waits for whoever is trying it; answers its state afterwards. @throws GassError `not_found` */
  deliver(id: string): Promise<Message>;
  /** Begins to look for due messages. */
  start(): void;
  /** Waits for hand-overs under way and leaves the rest to others, or to the next start. */
  stop(): Promise<void>;
}

/** How often `deliver` looks whether another courier is done with the message. */
const WATCH_MS = 50;

/** A courier on the given channels; it does nothing by itself until `start`. */
export function createCourier(deps: HandOverDeps): Courier {
  const { messages } = deps.stores;
  const underway = new Map<string, Promise<Message>>();
  let timer: NodeJS.Timeout | undefined;
  let polling: Promise<void> | undefined;
  let isStarted = false;
  /** More was due than could be taken: look again as soon as one is done. */
  let isBehind = false;

  function launch(id: string, isForced: boolean): Promise<Message> {
    const running = underway.get(id);
    if (running) return running;
    const run = tryOnce(deps, id, isForced).finally(() => {
      underway.delete(id);
      if (isBehind) look();
    });
    underway.set(id, run);
    return run;
  }

  /** As `launch`, when nobody waits for the outcome. */
  function launchAlone(id: string): void {
    launch(id, false).catch((error: unknown) => {
      // Removed meanwhile is no trouble; anything else comes up again when the lease is over.
      if (error instanceof GassError && error.code === 'not_found') return;
      deps.log.warn({ messageId: id, word: wordOf(error) }, 'courier_trouble');
    });
  }

  async function takeDue(): Promise<void> {
    const due = await messages.before('dueAt', Date.now(), COURIER_BATCH);
    for (const { id } of due) {
      isBehind = underway.size >= COURIER_CONCURRENCY;
      if (isBehind || !isStarted) return;
      launchAlone(id);
    }
    isBehind = due.length === COURIER_BATCH;
  }

  /** Looks for due messages once, however many ask for it meanwhile. */
  function look(): void {
    if (!isStarted || polling) return;
    polling = takeDue()
      .catch((error: unknown) => {
        deps.log.warn({ word: wordOf(error) }, 'courier_trouble');
      })
      .finally(() => {
        polling = undefined;
      });
  }

  return {
    async enqueue({ id = newId(), body, ...rest }) {
      const sealedBody = await deps.sealer.seal(body);
      const message = queued({ ...rest, id, sealedBody }, Date.now());
      try {
        await messages.insert(message);
      } catch (error) {
        const earlier =
          error instanceof GassError && error.code === 'conflict'
            ? await messages.get(id)
            : undefined;
        if (!earlier) throw error;
        return earlier;
      }
      if (isStarted && underway.size < COURIER_CONCURRENCY) launchAlone(id);
      else if (isStarted) isBehind = true;
      return message;
    },

    async deliver(id) {
      for (;;) {
        const message = await launch(id, true);
        if (isEnded(message) || !isLeased(message, Date.now())) return message;
        await wait(WATCH_MS); // another courier has it
      }
    },

    start() {
      isStarted = true;
      look();
      timer ??= setInterval(look, COURIER_POLL_MS).unref();
    },

    async stop() {
      isStarted = false;
      clearInterval(timer);
      timer = undefined;
      await polling;
      await Promise.allSettled(underway.values());
    },
  };
}

/** A stable code; what an error of another kind says may hold anything. */
function wordOf(error: unknown): string {
  return error instanceof GassError ? error.code : 'unexpected';
}
