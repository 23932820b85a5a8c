/** A person's prescriptions and appointments as FHIR. The patient is the token's. */
import type { Appointment, Extension, ServiceRequest } from 'fhir/r4.js';
import type { PersonCaller } from '../kit/caller.ts';
import { FISCAL_CODE_SYSTEM } from '../kit/patient-match.ts';
import { toCivilDate, toFhirInstant } from '../kit/rome.ts';
import { serviceConcept, specialtyConcept } from './resources.ts';
import { guaranteedUntil, type Request, statusOf } from './rules.ts';
import type { StoredAppointment } from './stored.ts';
import { CLIENT_SYSTEM, EXTENSIONS, PRIORITIES, SYSTEMS } from './vocabulary.ts';
import { cancelBy } from './working-days.ts';

/** For whom and where it is rendered. */
export interface Audience {
  readonly base: string;
  readonly caller: Pick<PersonCaller, 'patientId' | 'fiscalCode'>;
}

/** A prescription; while it can be booked, with the days within which it is to be served. */
export function serviceRequest(
  request: Request,
  { caller }: Audience,
  now: number,
): ServiceRequest {
  const { prescription } = request;
  const number = { system: SYSTEMS.nre, value: prescription.nre };
  const { display, fhir } = PRIORITIES[prescription.priority];
  const status = statusOf(request, now);
  return {
    resourceType: 'ServiceRequest',
    id: prescription.id,
    identifier: [number],
    requisition: number,
    status,
    intent: 'order',
    category: [{ coding: [{ system: SYSTEMS.priority, code: prescription.priority, display }] }],
    priority: fhir,
    code: serviceConcept(prescription.service),
    subject: {
      reference: `Patient/${caller.patientId}`,
      identifier: { system: FISCAL_CODE_SYSTEM, value: caller.fiscalCode },
    },
    ...(status === 'active'
      ? {
          occurrencePeriod: { start: toCivilDate(now), end: guaranteedUntil(prescription, now) },
        }
      : {}),
    authoredOn: toCivilDate(prescription.authoredAt),
    requester: { display: prescription.requester },
    ...(prescription.reason === undefined ? {} : { reasonCode: [{ text: prescription.reason }] }),
  };
}

/** System of booking codes of this server. */
export function bookingCodeSystem(base: string): string {
  return `${base}/booking-code`;
}

/** An appointment (ITI-118). */
export function appointmentResource(
  appointment: StoredAppointment,
  { base, caller }: Audience,
): Appointment {
  const { identifier, comment, cancelationReason } = appointment;
  const accepted = { status: 'accepted' } as const;
  return {
    resourceType: 'Appointment',
    id: appointment.id,
    meta: {
      versionId: String(appointment.revision),
      lastUpdated: toFhirInstant(appointment.updatedAt),
    },
    extension: extensionsOf(appointment),
    identifier: [
      ...(identifier
        ? [{ system: `${CLIENT_SYSTEM}${identifier.client}`, value: identifier.value }]
        : []),
      { system: bookingCodeSystem(base), value: appointment.bookingCode },
    ],
    status: appointment.status,
    ...(cancelationReason ? { cancelationReason } : {}),
    serviceType: [serviceConcept(appointment.service)],
    specialty: [specialtyConcept(appointment.specialty)],
    start: toFhirInstant(appointment.start),
    end: toFhirInstant(appointment.end),
    slot: [{ reference: `Slot/${appointment.slot}` }],
    created: toFhirInstant(appointment.createdAt),
    ...(comment === undefined ? {} : { comment }),
    patientInstruction: appointment.instruction,
    basedOn: [{ reference: `ServiceRequest/${appointment.prescription}` }],
    participant: [
      { actor: { reference: `Patient/${caller.patientId}` }, ...accepted },
      { actor: { reference: `Location/${appointment.place}` }, ...accepted },
      { actor: { reference: `HealthcareService/${appointment.healthService}` }, ...accepted },
    ],
  };
}

function extensionsOf({ start, beyondPriority }: StoredAppointment): Extension[] {
  return [
    { url: EXTENSIONS.cancelBy, valueDateTime: toFhirInstant(cancelBy(start)) },
    ...(beyondPriority === undefined
      ? []
      : [{ url: EXTENSIONS.beyondPriority, valueDate: beyondPriority }]),
  ];
}
