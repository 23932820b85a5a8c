/** The CapabilityStatement of the health record (`/metadata`), made from its own definitions. */
import type { CapabilityStatement, CapabilityStatementRestResourceSearchParam } from 'fhir/r4.js';
import type { ServerMetadata } from 'openid-client';
import { ACCESS_LOG_CAPABILITY, capabilitySecurity } from '../kit/public-documents.ts';
import { documentSearch } from './document-search.ts';

/** When this statement was last changed, civil date. */
const CHANGED_ON = '2026-11-24';

const DATES = new Set(['date', 'creation', 'period', '_lastUpdated']);
const STRINGS = new Set(['author.given', 'author.family']);

/** XML is not served, so it does not claim to be a whole MHD. */
export function capabilityStatement(base: string, provider: ServerMetadata): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: CHANGED_ON,
    kind: 'instance',
    software: { name: 'gass-fse', version: '0.1.0' },
    implementation: { description: 'Fascicolo sanitario elettronico (dati sintetici)', url: base },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        security: capabilitySecurity(provider),
        resource: [
          {
            type: 'DocumentReference',
            interaction: [{ code: 'read' }, { code: 'search-type' }, { code: 'create' }],
            versioning: 'versioned',
            conditionalCreate: true,
            searchParam: documentParameters(),
            operation: ['hide', 'unhide'].map((name) => ({
              name,
              definition: `urn:gass:operation:${name}`,
            })),
          },
          { type: 'Binary', interaction: [{ code: 'read' }] },
          { type: 'Patient', interaction: [{ code: 'read' }] },
          ACCESS_LOG_CAPABILITY,
        ],
      },
    ],
  };
}

function documentParameters(): CapabilityStatementRestResourceSearchParam[] {
  const own = Object.keys(documentSearch({ kind: 'patient' }).parameters).filter(
    (name) => !name.includes(':'),
  );
  return [
    { name: 'patient', type: 'reference' },
    { name: 'subject', type: 'reference' },
    ...own.map(
      (name): CapabilityStatementRestResourceSearchParam => ({
        name,
        type: DATES.has(name) ? 'date' : STRINGS.has(name) ? 'string' : 'token',
      }),
    ),
  ];
}
