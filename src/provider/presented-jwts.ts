/**
 * JWT access tokens at the introspection and revocation endpoints.
 *
 * The library refuses structured tokens there (its `reject_structured_tokens`). The middleware of
 * `jwt-introspection.ts` verifies the JWT with our keys and puts it here under a random id; the
 * library then introspects that id, and the adapter answers with the payload. Client
 * authentication, policy, RFC 9701 and RFC 7009 stay the library's.
 */
import type { AdapterPayload } from 'oidc-provider';
import { newToken } from '../credentials/random.ts';

export interface PresentedJwts {
  /** Remembers a verified token for one request; the id cannot be guessed. */
  put(model: 'AccessToken' | 'ClientCredentials', payload: AdapterPayload): string;
  take(model: string, id: string): AdapterPayload | undefined;
  /** The same by the token's own `jti`, under which the library destroys it. */
  byJti(model: string, jti: string): AdapterPayload | undefined;
  forget(id: string): void;
}

export function createPresentedJwts(): PresentedJwts {
  const held = new Map<string, { readonly model: string; readonly payload: AdapterPayload }>();
  return {
    put(model, payload) {
      const id = newToken();
      held.set(id, { model, payload: { ...payload, jti: payload.jti ?? id } });
      return id;
    },
    take(model, id) {
      const found = held.get(id);
      return found?.model === model ? found.payload : undefined;
    },
    byJti: (model, jti) =>
      [...held.values()].find((one) => one.model === model && one.payload.jti === jti)?.payload,
    forget: (id) => held.delete(id),
  };
}
