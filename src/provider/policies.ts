/** Small decisions that oidc-provider asks for by function. */
import { createHmac } from 'node:crypto';
import { type AuthorizationDetail, type Client, type Configuration, errors } from 'oidc-provider';
import type { ClientRegistration } from '../../config/clients.ts';
import { SESSION_ABSOLUTE_S, SESSION_IDLE_S } from '../../config/limits.ts';
import { DELEGATION_TYPE } from '../tokens/claims.ts';
import type { Registry } from './registry.ts';

/** A token as the library hands it to its policies. */
interface PolicyToken {
  readonly kind: string;
  readonly aud?: string | string[];
  readonly rar?: readonly object[];
}

/** The one audience of a token. */
export function audienceOf(token: {
  readonly aud?: string | string[] | undefined;
}): string | undefined {
  return typeof token.aud === 'string' ? token.aud : undefined;
}

/** Only the owner of its audience learns of an access token, and of a delegation only who knows them. */
export function ownsToken(registry: Registry, clientId: string, token: object): boolean {
  const { kind, rar, aud } = token as PolicyToken; // one of the library's models
  const audience = typeof aud === 'string' ? aud : undefined;
  if (kind !== 'AccessToken' && kind !== 'ClientCredentials') return false;
  if (audience === undefined || registry.audience(audience)?.owner !== clientId) return false;
  return !rar?.length || registry.isDelegationAware(audience);
}

/** Always, but for an old confidential portal registered so, which then needs a nonce. @source design 6 */
export function isPkceRequired(registry: Registry, clientId: string, nonce: unknown): boolean {
  return registry.client(clientId)?.pkce !== 'optional' || typeof nonce !== 'string';
}

/** Subject identifier of a person at one sector (OIDC Core 8.1). */
export function pairwise(key: string, accountId: string, client: Client): string {
  const [redirectUri = ''] = client.redirectUris ?? [];
  const sector = client.sectorIdentifierUri ?? redirectUri;
  const host = URL.canParse(sector) ? new URL(sector).host : client.clientId;
  return createHmac('sha256', key).update(`${host}\0${accountId}`).digest('base64url');
}

/** Seconds: 30 minutes without use, and never past 12 hours from the login. */
export function sessionTtl(loginTs: number | undefined): number {
  if (loginTs === undefined) return SESSION_IDLE_S;
  const left = loginTs + SESSION_ABSOLUTE_S - Math.floor(Date.now() / 1000);
  return Math.max(1, Math.min(SESSION_IDLE_S, left));
}

/** A requested detail only preselects: it names a delegation and nothing else. @throws InvalidAuthorizationDetails */
export function validateDetail(detail: AuthorizationDetail): void {
  const { type: _type, delegation_id: id, ...others } = detail;
  if (typeof id !== 'string' || id.length === 0 || id.length > 100)
    throw new errors.InvalidAuthorizationDetails('delegation_id is missing');
  if (Object.keys(others).length > 0)
    throw new errors.InvalidAuthorizationDetails('only delegation_id may be requested');
}

/** What the library knows of a client; the rest is ours alone. */
export function libraryMetadata(
  client: ClientRegistration,
): NonNullable<Configuration['clients']>[number] {
  const ours = [
    'audiences',
    'delegation_aware',
    'may_exchange',
    'third_party',
    'organization',
    'pkce',
    'profile',
  ];
  const known = Object.entries(client).filter(
    ([name]) => !ours.includes(name) && !name.includes('#'),
  );
  const isForPersons = client.grant_types.includes('authorization_code');
  return {
    ...Object.fromEntries(known),
    client_id: client.client_id,
    response_types: isForPersons ? ['code'] : [],
    authorization_details_types: client.delegation_aware && isForPersons ? [DELEGATION_TYPE] : [],
  };
}

/** Whether a page of this origin may call for the client (CORS): a public client's own pages alone. */
export function allowsOrigin(client: Client, origin: string): boolean {
  if (client.clientAuthMethod !== 'none' || origin === 'null') return false;
  return client.redirectUris?.some((uri) => URL.parse(uri)?.origin === origin) === true;
}
