/** Names of scopes by service: what provider and resource servers share. @source design 9 */

/** The services with an audience of their own. */
export type ServiceName = 'fse' | 'booking' | 'exemption' | 'registry' | 'account' | 'counter';

/** Scopes of persons: never issued by client_credentials. */
export const PERSON_SCOPES = {
  fse: ['fse:read', 'fse:write'],
  booking: ['booking:read', 'booking:write'],
  exemption: ['exemption:read', 'exemption:declare'],
  registry: ['registry:read', 'registry:write', 'registry:choose'],
  account: ['delegations:read', 'delegations:write', 'account:read', 'account:write'],
  counter: ['enrolment:write'],
} as const satisfies Record<ServiceName, readonly string[]>;

/** Scopes of services: issued by client_credentials only. */
export const SERVICE_SCOPES = {
  fse: ['fse:publish'],
  booking: [],
  exemption: [],
  registry: [],
  account: ['notify:send'],
  counter: [],
} as const satisfies Record<ServiceName, readonly string[]>;

/** Scopes of OpenID Connect itself whose claims we fill. */
export const OIDC_SCOPES = ['openid', 'profile', 'fiscal_number'] as const;

/** Whether the scope belongs to a service, not to a person. */
export function isServiceScope(scope: string): boolean {
  return Object.values(SERVICE_SCOPES).some((scopes) =>
    (scopes as readonly string[]).includes(scope),
  );
}
