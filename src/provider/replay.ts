/**
 * Proofs and assertions that may be used once, also by 8 requests at once.
 *
 * The library looks and then stores, so parallel uses all find nothing; the store takes one of
 * them. The loser is told "not unique" like anybody who comes later, and the library answers in
 * the words of what was replayed: a DPoP proof or a client assertion.
 */
import type { Provider } from 'oidc-provider';
import { ConflictError } from '../storage/collection.ts';

/** Makes the library's answer to "is it the first use" atomic. */
export function refuseReplays(provider: Provider): void {
  const model = provider.ReplayDetection;
  const look = model.unique.bind(model);
  model.unique = async (...use) => {
    try {
      return await look(...use);
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  };
}
