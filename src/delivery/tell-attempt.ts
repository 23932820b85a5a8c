/** Tells a login how the message with its one-time code ended. */
import type { Message } from '../domain/message.ts';
import { record } from '../domain/login-events.ts';
import type { Stores } from '../stores/stores.ts';

/** Records the hand-over or the failure at the message's attempt, if it carries a code. Safe to repeat. */
export async function tellAttempt(
  stores: Pick<Stores, 'attempts'>,
  message: Message,
  now: number,
): Promise<void> {
  const { attemptId, createdAt: queuedAt, handedOverAt } = message;
  if (message.kind !== 'one_time_code' || attemptId === undefined) return;
  const type = handedOverAt === undefined ? 'code_undelivered' : 'code_handed_over';
  await stores.attempts.update(attemptId, (attempt) => record(attempt, { type, queuedAt }, now));
}
