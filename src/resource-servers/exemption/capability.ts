/** The CapabilityStatement of the exemption server (`/metadata`). */
import type { CapabilityStatement } from 'fhir/r4.js';
import type { ServerMetadata } from 'openid-client';
import { ACCESS_LOG_CAPABILITY, capabilitySecurity } from '../kit/public-documents.ts';

/** When this statement was last changed, civil date. */
const CHANGED_ON = '2026-11-24';

/** What the server can do, in FHIR's words. */
export function capabilityStatement(base: string, provider: ServerMetadata): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: CHANGED_ON,
    kind: 'instance',
    software: { name: 'gass-exemption', version: '0.1.0' },
    implementation: { description: 'Esenzioni (dati sintetici)', url: base },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        security: capabilitySecurity(provider),
        resource: [ACCESS_LOG_CAPABILITY],
      },
    ],
  };
}
