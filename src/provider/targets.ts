/** What a request asks, per audience, as the login and the grants need it. */
import type { ClientRegistration } from '../../config/clients.ts';
import type { Target } from '../domain/login.ts';
import { delegableService, type Registry } from './registry.ts';

/** Parameters of an authorization request, already checked by the library. */
export type RequestParams = Readonly<Record<string, unknown>>;

/** Audiences named in the request; one or several. */
export function audiencesOf(params: RequestParams): string[] {
  const resource = params['resource'];
  if (typeof resource === 'string') return [resource];
  return Array.isArray(resource) ? resource.filter((uri) => typeof uri === 'string') : [];
}

/** Scopes named in the request. */
export function scopesOf(params: RequestParams): string[] {
  const scope = params['scope'];
  return typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : [];
}

/** The request's audiences with the scopes that this client may have there and asks. */
export function targetsOf(
  registry: Registry,
  client: ClientRegistration,
  params: RequestParams,
): Target[] {
  const asked = scopesOf(params);
  return audiencesOf(params).map((audience) => {
    const service = delegableService(registry.audience(audience));
    return {
      audience,
      ...(service === undefined ? {} : { service }),
      isDelegationAware: registry.isDelegationAware(audience),
      scopes: (registry.scopesFor(client, audience, 'person') ?? []).filter((scope) =>
        asked.includes(scope),
      ),
    };
  });
}
