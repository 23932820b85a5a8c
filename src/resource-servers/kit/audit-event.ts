/**
 * One access as FHIR shows it: AuditEvent by IHE BALP (PatientRead, PatientQuery, PatientCreate,
 * PatientUpdate, PatientDelete), so that a person reads who, for whom, with which application, under which
 * delegation. @source resource-servers 1.11
 */
import type { AuditEvent, AuditEventEntity, Coding } from 'fhir/r4.js';
import type { StoredFacts } from './access-facts.ts';
import { auditAgents } from './audit-agents.ts';
import { toFhirInstant } from './rome.ts';

/** A record read back from the trail. */
export interface AccessRecord {
  readonly id: string;
  readonly at: number;
  readonly facts: StoredFacts;
}

/** What every event of one server says. */
export interface AuditPlace {
  /** URL and name of the server. */
  readonly base: string;
  readonly name: string;
  readonly issuer: string;
  readonly patient: { readonly id: string; readonly name: string };
  /** Raw queries may name what a delegate must not know of: only one's own are shown to delegates. */
  readonly showsQuery: (facts: StoredFacts) => boolean;
}

const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const PROFILES = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit';

/** Interaction in the words of BALP and AuditEvent.action. */
const INTERACTIONS = {
  read: { profile: 'PatientRead', action: 'R' },
  'search-type': { profile: 'PatientQuery', action: 'E' },
  create: { profile: 'PatientCreate', action: 'C' },
  update: { profile: 'PatientUpdate', action: 'U' },
  delete: { profile: 'PatientDelete', action: 'D' },
  operation: { profile: undefined, action: 'E' },
} as const;

const TRANSACTIONS: Readonly<Record<string, string>> = {
  'ITI-67': 'Find Document References',
  'ITI-68': 'Retrieve Document',
  'ITI-81': 'Retrieve ATNA Audit Event',
  'ITI-105': 'Simplified Publish',
};

/** The resource of one record. */
export function auditEvent({ id, at, facts }: AccessRecord, place: AuditPlace): AuditEvent {
  const { profile, action } = INTERACTIONS[facts.interaction];
  return {
    resourceType: 'AuditEvent',
    id,
    ...(profile ? { meta: { profile: [`${PROFILES}.${profile}`] } } : {}),
    type: {
      system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
      code: 'rest',
      display: 'RESTful Operation',
    },
    subtype: subtypesOf(facts),
    action,
    recorded: toFhirInstant(at),
    outcome: facts.outcome === 'success' ? '0' : '4',
    agent: auditAgents(facts, place),
    source: { observer: { identifier: { value: place.base }, display: place.name } },
    entity: entitiesOf(facts, place),
  };
}

function subtypesOf(facts: StoredFacts): Coding[] {
  const display = TRANSACTIONS[facts.transaction ?? ''];
  return [
    { system: 'http://hl7.org/fhir/restful-interaction', code: facts.interaction },
    ...(facts.operation ? [{ system: 'urn:gass:operation', code: facts.operation }] : []),
    ...(facts.transaction
      ? [
          {
            system: 'urn:ihe:event-type-code',
            code: facts.transaction,
            ...(display ? { display } : {}),
          },
        ]
      : []),
  ];
}

function entitiesOf(facts: StoredFacts, place: AuditPlace): AuditEventEntity[] {
  const object = { system: ENTITY_TYPE, code: '2', display: 'System Object' };
  const { itemType, itemId, query, delegation } = facts;
  return [
    {
      what: { reference: `Patient/${place.patient.id}`, display: place.patient.name },
      type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
      role: { system: OBJECT_ROLE, code: '1', display: 'Patient' },
    },
    ...(itemType && itemId
      ? [
          {
            what: { reference: `${itemType}/${itemId}` },
            type: object,
            role: { system: OBJECT_ROLE, code: '3', display: 'Report' },
          },
        ]
      : []),
    ...(query !== undefined && place.showsQuery(facts)
      ? [
          {
            type: object,
            role: { system: OBJECT_ROLE, code: '24', display: 'Query' },
            query: Buffer.from(query).toString('base64'),
            description: query,
          },
        ]
      : []),
    {
      what: { identifier: { value: facts.requestId } },
      type: {
        system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
        code: 'XrequestId',
      },
    },
    ...(delegation
      ? [
          {
            what: { identifier: { system: 'urn:gass:delegation', value: delegation.id } },
            type: { system: ENTITY_TYPE, code: '4', display: 'Other' },
            name: `delega: ${delegation.basis}`,
          },
        ]
      : []),
  ];
}
