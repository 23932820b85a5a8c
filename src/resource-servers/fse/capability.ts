/** The CapabilityStatement of the health record (`/metadata`), made from its own definitions. */
import type { CapabilityStatement, CapabilityStatementRestResourceSearchParam } from 'fhir/r4.js';
import type { ServerMetadata } from 'openid-client';
import { capabilityOf } from '../kit/capability.ts';
import { documentSearch } from './document-search.ts';

/** When this statement was last changed, civil date. */
const CHANGED_ON = '2026-11-24';

const DATES = new Set(['date', 'creation', 'period', '_lastUpdated']);
const STRINGS = new Set(['author.given', 'author.family']);

/** XML is not served, so it does not claim to be a whole MHD. */
export function capabilityStatement(base: string, provider: ServerMetadata): CapabilityStatement {
  return capabilityOf(
    {
      name: 'fse',
      description: 'Fascicolo sanitario elettronico',
      changedOn: CHANGED_ON,
      resources: [
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
      ],
    },
    base,
    provider,
  );
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
