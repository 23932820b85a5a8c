/** What an interaction of the library says of a request, for pages and grants. */
import type { Interaction } from 'oidc-provider';
import type { ClientRegistration } from '../../config/clients.ts';
import type { ClientName } from './interaction.ts';

/** Claims asked one by one (OIDC Core 5.5). */
export function claimsOf(details: Interaction): string[] {
  const asked = details.prompt.details as { missingOIDCClaims?: string[] };
  if (asked.missingOIDCClaims) return asked.missingOIDCClaims;
  const claims = details.params['claims'];
  if (typeof claims !== 'string') return [];
  const parsed = JSON.parse(claims) as Record<string, Record<string, unknown> | undefined>; // checked by the library at the request
  return [...Object.keys(parsed['id_token'] ?? {}), ...Object.keys(parsed['userinfo'] ?? {})];
}

/** How a client is called on pages. */
export function nameOf(client: ClientRegistration): ClientName {
  const it = client.client_name;
  const en = client['client_name#en'];
  return { it, en: typeof en === 'string' ? en : it, isTranslated: typeof en === 'string' };
}

/** Origin or scheme that the flow ends at, for the page's form-action. */
export function originOf(details: Interaction): string {
  const url = new URL(String(details.params['redirect_uri']));
  return url.origin === 'null' ? url.protocol : url.origin;
}
