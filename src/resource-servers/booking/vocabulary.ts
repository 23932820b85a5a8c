/** Codes of the booking server and their systems. @source resource-servers 1.3, 3; domain.md 16, 17 */

export const SYSTEMS = {
  nre: 'urn:oid:2.16.840.1.113883.2.9.4.3.9',
  /** The other system under which a prescription number is accepted. */
  nreAccepted: 'urn:oid:2.16.840.1.113883.2.9.4.3.8',
  /** Services, as in Lombardy's example; the demo's codes in it are invented. */
  service: 'https://fhir.siss.regione.lombardia.it/ValueSet/DDC-PrestSpecSISS',
  specialty: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.2',
  priority: 'urn:gass:classe-priorita',
  cancellation: 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason',
  appointmentStatus: 'http://hl7.org/fhir/appointmentstatus',
  requestStatus: 'http://hl7.org/fhir/request-status',
  slotStatus: 'http://hl7.org/fhir/slotstatus',
} as const;

/** A writer's own identifiers: this and the client's id. */
export const CLIENT_SYSTEM = 'urn:gass:client:';

export const EXTENSIONS = {
  /** Last second at which an appointment may be cancelled or moved on line. */
  cancelBy: 'urn:gass:cancel-by',
  /** Last day the prescription's priority guarantees, on an appointment after it. */
  beyondPriority: 'urn:gass:beyond-priority',
} as const;

/** Classes of priority, the most urgent first, with what FHIR calls them. */
export const PRIORITIES = {
  U: { display: 'Urgente', fhir: 'urgent' },
  B: { display: 'Breve', fhir: 'asap' },
  D: { display: 'Differibile', fhir: 'routine' },
  P: { display: 'Programmabile', fhir: 'routine' },
} as const;
export type Priority = keyof typeof PRIORITIES;

/** First visits and diagnostic tests wait differently. */
export type ServiceKind = 'visit' | 'test';

/** Number of an electronic prescription. */
export const NRE_SHAPE = /^\d{3}[0-9A-Z]{2}\d{10}$/;
