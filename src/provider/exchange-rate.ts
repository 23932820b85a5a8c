/** How often one login may be exchanged for tokens of other persons. */
import { errors } from 'oidc-provider';
import { EXCHANGES_PER_MINUTE } from '../../config/limits.ts';
import type { Indexer } from '../credentials/indexer.ts';
import { upsert } from '../storage/collection.ts';
import type { Stores } from '../stores/stores.ts';

/** 10 exchanges a minute for one parent grant. @throws slow_down (429) */
export async function countExchange(
  deps: { readonly stores: Pick<Stores, 'tallies'>; readonly indexer: Indexer },
  grantId: string,
): Promise<void> {
  const now = Date.now();
  const id = deps.indexer.indexOf('exchange', grantId);
  const minute = 60_000;
  const fresh = { id, events: [{ at: now }], expiresAt: now + minute };
  await upsert(
    deps.stores.tallies,
    id,
    () => fresh,
    (tally) => {
      const events = tally.events.filter(({ at }) => at > now - minute);
      if (events.length >= EXCHANGES_PER_MINUTE) {
        const error = new errors.CustomOIDCProviderError(
          'slow_down',
          'too many exchanges in a minute',
        );
        error.status = error.statusCode = 429;
        throw error;
      }
      return { ...tally, events: [...events, { at: now }], expiresAt: now + minute };
    },
  );
}
