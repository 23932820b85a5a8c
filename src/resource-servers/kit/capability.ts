/** The CapabilityStatement (`/metadata`) of a resource server: what all of them say alike. @source resource-servers 1.1 */
import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4.js';
import type { ServerMetadata } from 'openid-client';
import { ACCESS_LOG_CAPABILITY, capabilitySecurity } from './public-documents.ts';

/** What one server says of itself. */
export interface Capability {
  /** Name of its process. */
  readonly name: string;
  /** For people, in Italian. */
  readonly description: string;
  /** When its resources were last changed, civil date. */
  readonly changedOn: string;
  /** Its own; the access log is added. */
  readonly resources: readonly CapabilityStatementRestResource[];
  readonly patchFormat?: string[];
}

/** The statement of a server at `base`. XML is not served, so none claims to be a whole IHE actor. */
export function capabilityOf(
  { name, description, changedOn, resources, patchFormat }: Capability,
  base: string,
  provider: ServerMetadata,
): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: changedOn,
    kind: 'instance',
    software: { name: `gass-${name}`, version: '0.1.0' },
    implementation: { description: `${description} (dati sintetici)`, url: base },
    fhirVersion: '4.0.1',
    format: ['json'],
    ...(patchFormat ? { patchFormat } : {}),
    rest: [
      {
        mode: 'server',
        security: capabilitySecurity(provider),
        resource: [...resources, ACCESS_LOG_CAPABILITY],
      },
    ],
  };
}
