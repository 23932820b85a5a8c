/** Requests the provider makes itself: back-channel logout and keys, to registered hosts only. */
import { OUTGOING_TIMEOUT_MS } from '../../config/limits.ts';
import type { Registry } from './registry.ts';

/**
 * A fetch for addresses that registrations name; oidc-provider's own refuses loopback, ours every
 * other host. Redirects are not followed: they could lead anywhere.
 */
export function fetchRegistered(registry: Registry): typeof fetch {
  const named = registry.clients.flatMap((client) => [
    client['backchannel_logout_uri'],
    client['jwks_uri'],
  ]);
  const allowed = new Set(
    named.filter((uri) => typeof uri === 'string').map((uri) => new URL(uri).href),
  );
  return (url, options) => {
    if (url instanceof Request || !allowed.has(new URL(url).href))
      return Promise.reject(new Error('this address is not registered'));
    // The library's dispatcher refuses every loopback address, also the registered ones.
    const { dispatcher: _libraryRule, ...rest } = options ?? {};
    return fetch(url, {
      ...rest,
      redirect: 'error',
      signal: AbortSignal.timeout(OUTGOING_TIMEOUT_MS),
    });
  };
}
