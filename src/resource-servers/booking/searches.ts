/** By what prescriptions, appointments, slots, services and places are found. @source resource-servers 3 */
import { INCLUDE_PARAMETERS } from '../kit/includes.ts';
import type { SearchDefinition } from '../kit/search.ts';
import { instant } from '../kit/search-dates.ts';
import { date, reference, string, token } from '../kit/search-parameters.ts';
import { bookingCodeSystem } from './person-resources.ts';
import { type Booking, type Request, statusOf } from './rules.ts';
import { statusOfSlot } from './slot-state.ts';
import type { HealthService, Place, StoredSlot } from './stored.ts';
import { CLIENT_SYSTEM, SYSTEMS } from './vocabulary.ts';

/** Parameters that name the patient: compared with the token before anything is read. */
export const PATIENT_PARAMETERS = {
  byReference: ['patient', 'subject'],
  byIdentifier: ['patient.identifier', 'subject.identifier'],
} as const;
const PATIENT_NAMES = [...PATIENT_PARAMETERS.byReference, ...PATIENT_PARAMETERS.byIdentifier];

/** Prescriptions: those that can be booked, unless a status or one of them is asked for. */
export function requestSearch(query: URLSearchParams, now: number): SearchDefinition<Request> {
  const number = token<Request>(({ prescription: { nre } }) => [
    { system: SYSTEMS.nre, code: nre },
    { system: SYSTEMS.nreAccepted, code: nre },
  ]);
  const isNamed = ['_id', 'identifier', 'requisition'].some((name) => query.has(name));
  return {
    type: 'ServiceRequest',
    judged: PATIENT_NAMES,
    ...(isNamed ? {} : { defaults: { status: 'active' } }),
    parameters: {
      status: token((request) => [{ system: SYSTEMS.requestStatus, code: statusOf(request, now) }]),
      requisition: number,
      identifier: number,
      _id: token(({ prescription: { id } }) => [{ code: id }]),
    },
    sorts: { authored: ({ prescription }) => prescription.authoredAt },
    allowedSorts: ['-authored', 'authored'],
    idOf: ({ prescription }) => prescription.id,
  };
}

/** Appointments, newest first (ITI-118). */
export function appointmentSearch(base: string): SearchDefinition<Booking> {
  return {
    type: 'Appointment',
    judged: [...PATIENT_NAMES, ...INCLUDE_PARAMETERS],
    parameters: {
      date: date(({ appointment }) => instant(appointment.start)),
      status: token(({ appointment: { status } }) => [
        { system: SYSTEMS.appointmentStatus, code: status },
      ]),
      identifier: token(({ appointment: { identifier, bookingCode } }) => [
        { system: bookingCodeSystem(base), code: bookingCode },
        ...(identifier
          ? [{ system: `${CLIENT_SYSTEM}${identifier.client}`, code: identifier.value }]
          : []),
      ]),
      'service-type': token(({ appointment: { service } }) => [
        { system: SYSTEMS.service, code: service.code },
      ]),
      'based-on': reference(base, 'ServiceRequest', ({ appointment }) => [
        appointment.prescription,
      ]),
      _id: token(({ appointment: { id } }) => [{ code: id }]),
    },
    sorts: { date: ({ appointment }) => appointment.start },
    allowedSorts: ['-date', 'date'],
    idOf: ({ appointment }) => appointment.id,
  };
}

/** Slots, by their start. */
export function slotSearch(base: string): SearchDefinition<StoredSlot> {
  return {
    type: 'Slot',
    judged: INCLUDE_PARAMETERS,
    defaults: { status: 'free' },
    parameters: {
      _id: token(({ id }) => [{ code: id }]),
      'service-type': token(({ service }) => [{ system: SYSTEMS.service, code: service }]),
      start: date(({ start }) => instant(start)),
      status: token((slot) => [{ system: SYSTEMS.slotStatus, code: statusOfSlot(slot) }]),
      schedule: reference(base, 'Schedule', ({ calendar }) => [calendar]),
      'schedule.actor': (value) => {
        const ofService = reference<StoredSlot>(base, 'HealthcareService', (slot) => [
          slot.healthService,
        ])(value);
        const ofPlace = reference<StoredSlot>(base, 'Location', ({ place }) => [place])(value);
        if (!ofService && !ofPlace) return undefined;
        return (slot) => ofService?.(slot) === true || ofPlace?.(slot) === true;
      },
      specialty: token(({ specialty }) => [{ system: SYSTEMS.specialty, code: specialty }]),
    },
    sorts: { start: ({ start }) => start },
    allowedSorts: ['start'],
    idOf: ({ id }) => id,
  };
}

/** Services by what is offered. Ordered by id: there is nothing else that a person would miss. */
export function serviceSearch(): SearchDefinition<HealthService> {
  return {
    type: 'HealthcareService',
    judged: [],
    parameters: {
      'service-type': token(({ code }) => [{ system: SYSTEMS.service, code }]),
      name: string(({ name }) => [name]),
      _id: token(({ id }) => [{ code: id }]),
    },
    ...BY_ID,
  };
}

/** A place with the codes of what it offers, of those that were asked for. */
export interface OfferingPlace extends Place {
  readonly offers: readonly string[];
}

/** Places by town and name, or by what is offered there. */
export function placeSearch(): SearchDefinition<OfferingPlace> {
  return {
    type: 'Location',
    judged: [],
    parameters: {
      'service-type': token(({ offers }) =>
        offers.map((code) => ({ system: SYSTEMS.service, code })),
      ),
      'address-city': string(({ city }) => [city]),
      name: string(({ name }) => [name]),
      _id: token(({ id }) => [{ code: id }]),
    },
    ...BY_ID,
  };
}

const BY_ID = {
  sorts: { _id: () => 0 },
  allowedSorts: ['_id'],
  idOf: ({ id }: { readonly id: string }) => id,
};
