/** Clients and audiences of this deployment, looked up by id and by address. */
import type { Audience } from '../../config/audiences.ts';
import type { ClientRegistration } from '../../config/clients.ts';
import { isServiceScope } from '../tokens/scopes.ts';
import type { Service } from '../domain/delegation.ts';

export interface Registry {
  readonly clients: readonly ClientRegistration[];
  readonly audiences: readonly Audience[];
  client(id: string): ClientRegistration | undefined;
  audience(uri: string): Audience | undefined;
  /** Whether tokens for this audience may carry `act`: its owner is registered delegation-aware. */
  isDelegationAware(uri: string): boolean;
  /** Scopes that the client may get at the audience by this kind of grant; undefined when it may not ask for it. */
  scopesFor(
    client: ClientRegistration,
    uri: string,
    grant: 'person' | 'service',
  ): readonly string[] | undefined;
}

/** Services a delegation can cover; account API and counter are never among them. @source design 6, table */
const DELEGABLE: readonly string[] = ['fse', 'booking', 'exemption', 'registry'];

/** The delegable service behind an audience, if any. */
export function delegableService(audience: Audience | undefined): Service | undefined {
  const service = audience?.service;
  return service !== undefined && DELEGABLE.includes(service) ? (service as Service) : undefined; // just checked against the list
}

export function createRegistry(
  clients: readonly ClientRegistration[],
  audiences: readonly Audience[],
): Registry {
  const byId = new Map(clients.map((client) => [client.client_id, client]));
  const byUri = new Map(audiences.map((audience) => [audience.uri, audience]));
  return {
    clients,
    audiences,
    client: (id) => byId.get(id),
    audience: (uri) => byUri.get(uri),
    isDelegationAware(uri) {
      const audience = byUri.get(uri);
      return audience !== undefined && byId.get(audience.owner)?.delegation_aware === true;
    },
    scopesFor(client, uri, grant) {
      const listed = Object.hasOwn(client.audiences, uri) ? client.audiences[uri] : undefined;
      if (!listed || !byUri.has(uri)) return undefined;
      const scopes = listed.filter((scope) => isServiceScope(scope) === (grant === 'service'));
      // An audience without scopes of its own (a regional service) is for persons' tokens only.
      if (scopes.length === 0 && (grant === 'service' || listed.length > 0)) return undefined;
      return scopes;
    },
  };
}
