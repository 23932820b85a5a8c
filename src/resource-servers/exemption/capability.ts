/** The CapabilityStatement of the exemption server (`/metadata`), made from its own definitions. */
import type { CapabilityStatement, CapabilityStatementRestResourceSearchParam } from 'fhir/r4.js';
import type { ServerMetadata } from 'openid-client';
import { capabilityOf } from '../kit/capability.ts';
import { coverageSearch } from './coverage-routes.ts';

/** When this statement was last changed, civil date. */
const CHANGED_ON = '2026-11-24';

/** What the server can do, in FHIR's words; declarations are in `/openapi.json`. */
export function capabilityStatement(base: string, provider: ServerMetadata): CapabilityStatement {
  return capabilityOf(
    {
      name: 'exemption',
      description: 'Esenzioni',
      changedOn: CHANGED_ON,
      resources: [
        {
          type: 'Coverage',
          interaction: [{ code: 'read' }, { code: 'search-type' }],
          versioning: 'versioned',
          searchParam: coverageParameters(),
        },
      ],
    },
    base,
    provider,
  );
}

function coverageParameters(): CapabilityStatementRestResourceSearchParam[] {
  const own = Object.keys(coverageSearch(CHANGED_ON).parameters);
  return [
    { name: 'beneficiary', type: 'reference' },
    { name: 'patient', type: 'reference' },
    ...own.map(
      (name): CapabilityStatementRestResourceSearchParam => ({
        name,
        type: name === '_lastUpdated' ? 'date' : 'token',
      }),
    ),
  ];
}
