/** Requests the provider makes itself: back-channel logout and keys, to registered hosts only. */
import type { Registry } from './registry.ts';

/** Milliseconds one outgoing request may take. */
const TIMEOUT_MS = 2500;

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
    return fetch(url, { ...options, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  };
}
