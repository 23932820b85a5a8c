/** What the sweeper may remove from the identity database: only what no read believes any more. */
import { ATTEMPT_KEPT_S, STATUS_EPOCH_S, STATUS_RETIRE_S } from '../../config/limits.ts';
import { type Sweeper, createSweeper } from '../storage/sweeper.ts';
import type { Log } from '../web/log.ts';
import type { Identity } from './identity.ts';

export function identitySweeper(identity: Identity, log: Log): Sweeper {
  const { stores } = identity.deps;
  const now = (instant: number): number => instant;
  // A grant is kept while a status list may still need its bit.
  const afterLists = (instant: number): number =>
    instant - (2 * STATUS_EPOCH_S + STATUS_RETIRE_S) * 1000;
  return createSweeper(
    [
      { collection: stores.artifacts, field: 'expiresAt', before: now },
      { collection: stores.tallies, field: 'expiresAt', before: now },
      { collection: stores.devices, field: 'expiresAt', before: now },
      { collection: stores.messages, field: 'removeAt', before: now },
      {
        collection: stores.attempts,
        field: 'expiresAt',
        before: (instant) => instant - ATTEMPT_KEPT_S * 1000,
      },
      { collection: stores.grants, field: 'expiresAt', before: afterLists },
      { collection: stores.grants, field: 'revokedAt', before: afterLists },
    ],
    (error) => {
      log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'sweeper_trouble');
    },
  );
}
