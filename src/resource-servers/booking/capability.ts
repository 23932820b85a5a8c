/** The CapabilityStatement of the booking server (`/metadata`), made from its own definitions. */
import type {
  CapabilityStatement,
  CapabilityStatementRestResource,
  CapabilityStatementRestResourceSearchParam,
} from 'fhir/r4.js';
import type { ServerMetadata } from 'openid-client';
import { capabilityOf } from '../kit/capability.ts';
import {
  appointmentSearch,
  PATIENT_PARAMETERS,
  placeSearch,
  requestSearch,
  serviceSearch,
  slotSearch,
} from './searches.ts';

/** When this statement was last changed, civil date. */
const CHANGED_ON = '2026-11-24';

type Parameter = CapabilityStatementRestResourceSearchParam;

const TYPES: Readonly<Record<string, Parameter['type']>> = {
  date: 'date',
  start: 'date',
  name: 'string',
  'address-city': 'string',
  schedule: 'reference',
  'schedule.actor': 'reference',
  'based-on': 'reference',
  patient: 'reference',
  subject: 'reference',
};

/** What the server can do, in FHIR's words. */
export function capabilityStatement(base: string, provider: ServerMetadata): CapabilityStatement {
  return capabilityOf(
    {
      name: 'booking',
      description: 'Prenotazioni',
      changedOn: CHANGED_ON,
      resources: resources(base),
      patchFormat: ['application/json-patch+json', 'application/merge-patch+json'],
    },
    base,
    provider,
  );
}

const READ_AND_SEARCH: NonNullable<CapabilityStatementRestResource['interaction']> = [
  { code: 'read' },
  { code: 'search-type' },
];

function resources(base: string): CapabilityStatementRestResource[] {
  const patient = parametersOf(PATIENT_PARAMETERS.byReference);
  return [
    {
      type: 'Appointment',
      interaction: [...READ_AND_SEARCH, { code: 'create' }, { code: 'update' }, { code: 'patch' }],
      versioning: 'versioned',
      updateCreate: false,
      conditionalCreate: true,
      searchInclude: ['Appointment:actor'],
      searchParam: [...patient, ...namesOf(appointmentSearch(base))],
    },
    {
      type: 'ServiceRequest',
      interaction: READ_AND_SEARCH,
      searchParam: [...patient, ...namesOf(requestSearch(new URLSearchParams(), 0))],
    },
    {
      type: 'Slot',
      interaction: READ_AND_SEARCH,
      searchInclude: ['Slot:schedule', 'Schedule:actor'],
      searchParam: namesOf(slotSearch(base)),
    },
    { type: 'Schedule', interaction: [{ code: 'read' }] },
    {
      type: 'HealthcareService',
      interaction: READ_AND_SEARCH,
      searchParam: namesOf(serviceSearch()),
    },
    { type: 'Location', interaction: READ_AND_SEARCH, searchParam: namesOf(placeSearch()) },
  ];
}

function namesOf({ parameters }: { readonly parameters: object }): Parameter[] {
  return parametersOf(Object.keys(parameters));
}

function parametersOf(names: readonly string[]): Parameter[] {
  return names.map((name) => ({ name, type: TYPES[name] ?? 'token' }));
}
