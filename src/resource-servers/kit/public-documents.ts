/** What a resource server says of itself without a token: SMART, RFC 9728 and the SMART part of its CapabilityStatement. */
import type { CapabilityStatementRestResource, CapabilityStatementRestSecurity } from 'fhir/r4.js';
import type { ServerMetadata } from 'openid-client';
import { DELEGATION_TYPE } from '../../tokens/claims.ts';

/** What these documents are about. */
export interface ServerProfile {
  readonly base: string;
  readonly issuer: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

/** `/.well-known/smart-configuration`. @source SMART App Launch 2.2 conformance; resource-servers 1.1 */
export function smartConfiguration(
  profile: ServerProfile,
  provider: ServerMetadata,
): Record<string, unknown> {
  return {
    issuer: profile.issuer,
    jwks_uri: provider.jwks_uri,
    authorization_endpoint: provider.authorization_endpoint,
    token_endpoint: provider.token_endpoint,
    grant_types_supported: ['authorization_code', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'profile', ...profile.scopes],
    introspection_endpoint: provider.introspection_endpoint,
    revocation_endpoint: provider.revocation_endpoint,
    capabilities: [
      'launch-standalone',
      'client-public',
      'client-confidential-asymmetric',
      'sso-openid-connect',
      'context-standalone-patient',
      'permission-offline',
      'permission-patient',
    ],
  };
}

/** `/.well-known/oauth-protected-resource` (RFC 9728). */
export function protectedResource(profile: ServerProfile): Record<string, unknown> {
  return {
    resource: profile.base,
    resource_name: profile.name,
    authorization_servers: [profile.issuer],
    scopes_supported: profile.scopes,
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: ['ES256'],
    authorization_details_types_supported: [DELEGATION_TYPE],
  };
}

/** `rest.security` of the CapabilityStatement; old SMART clients find the provider by `oauth-uris`, whose published form knows no other address. */
export function capabilitySecurity(provider: ServerMetadata): CapabilityStatementRestSecurity {
  const uris = [
    ['authorize', provider.authorization_endpoint],
    ['token', provider.token_endpoint],
  ] as const;
  return {
    cors: true,
    service: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
            code: 'SMART-on-FHIR',
          },
        ],
      },
    ],
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: uris.flatMap(([url, valueUri]) =>
          valueUri === undefined ? [] : [{ url, valueUri }],
        ),
      },
    ],
  };
}

/** What every server's CapabilityStatement says of its access log (ITI-81). */
export const ACCESS_LOG_CAPABILITY: CapabilityStatementRestResource = {
  type: 'AuditEvent',
  interaction: [{ code: 'read' }, { code: 'search-type' }],
  searchParam: [
    { name: 'patient', type: 'reference' },
    { name: 'date', type: 'date' },
    { name: 'agent', type: 'token' },
    { name: 'entity', type: 'reference' },
  ],
};
