/** What the sweeper may remove from the identity database: only what no read believes any more. */
import { ATTEMPT_KEPT_S } from '../../config/limits.ts';
import { type Sweeper, createSweeper } from '../storage/sweeper.ts';
import type { Log } from '../web/log.ts';
import type { Identity } from './identity.ts';

export function identitySweeper(identity: Identity, log: Log): Sweeper {
  const { stores } = identity.deps;
  const now = (instant: number): number => instant;
  // An ended grant is kept longer than any session and any status list that may still ask for it.
  const keptLong = (instant: number): number => instant - ATTEMPT_KEPT_S * 1000;
  return createSweeper(
    [
      { collection: stores.artifacts, field: 'expiresAt', before: now },
      { collection: stores.tallies, field: 'expiresAt', before: now },
      { collection: stores.devices, field: 'expiresAt', before: now },
      { collection: stores.messages, field: 'removeAt', before: now },
      { collection: stores.attempts, field: 'expiresAt', before: keptLong },
      { collection: stores.grants, field: 'expiresAt', before: keptLong },
      { collection: stores.grants, field: 'revokedAt', before: keptLong },
    ],
    (error) => {
      log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'sweeper_trouble');
    },
  );
}
