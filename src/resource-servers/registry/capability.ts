/** The CapabilityStatement of the registry server (`/metadata`); JSON paths are in `openapi.ts`. */
import type { CapabilityStatement, CapabilityStatementRestResourceSearchParam } from 'fhir/r4.js';
import type { ServerMetadata } from 'openid-client';
import { capabilityOf } from '../kit/capability.ts';
import { noteSearch } from './note-search.ts';

/** When this statement was last changed, civil date. */
const CHANGED_ON = '2026-11-24';

const DATES = new Set(['date', '_lastUpdated']);

/** What the server can do, in FHIR's words. */
export function capabilityStatement(base: string, provider: ServerMetadata): CapabilityStatement {
  return capabilityOf(
    {
      name: 'registry',
      description: 'Anagrafe sanitaria',
      changedOn: CHANGED_ON,
      resources: [
        {
          type: 'Patient',
          interaction: [{ code: 'read' }, { code: 'search-type' }],
          searchParam: [
            { name: '_id', type: 'token' },
            { name: 'identifier', type: 'token' },
          ],
        },
        {
          type: 'Consent',
          interaction: [
            { code: 'read' },
            { code: 'search-type' },
            { code: 'update' },
            { code: 'history-instance' },
          ],
          versioning: 'versioned-update',
          updateCreate: false,
          searchParam: [
            { name: 'patient', type: 'reference' },
            { name: 'status', type: 'token' },
            { name: 'category', type: 'token' },
          ],
        },
        {
          type: 'DocumentReference',
          interaction: [
            { code: 'read' },
            { code: 'search-type' },
            { code: 'create' },
            { code: 'update' },
            { code: 'delete' },
          ],
          versioning: 'versioned-update',
          conditionalCreate: false,
          updateCreate: false,
          searchParam: noteParameters(),
        },
      ],
    },
    base,
    provider,
  );
}

function noteParameters(): CapabilityStatementRestResourceSearchParam[] {
  return [
    { name: 'patient', type: 'reference' },
    { name: 'subject', type: 'reference' },
    ...Object.keys(noteSearch().parameters).map(
      (name): CapabilityStatementRestResourceSearchParam => ({
        name,
        type: DATES.has(name) ? 'date' : name === 'description' ? 'string' : 'token',
      }),
    ),
  ];
}
