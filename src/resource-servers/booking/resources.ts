/** What is nobody's data as FHIR: slots, and the calendars, services and places behind them. */
import type { CodeableConcept, HealthcareService, Location, Schedule, Slot } from 'fhir/r4.js';
import { toFhirInstant } from '../kit/rome.ts';
import { statusOfSlot } from './slot-state.ts';
import type { Calendar, Code, HealthService, Place, StoredSlot } from './stored.ts';
import { SYSTEMS } from './vocabulary.ts';

/** A service in Lombardy's nomenclature. */
export function serviceConcept({ code, display }: Code): CodeableConcept {
  return {
    coding: [{ system: SYSTEMS.service, code, display: display.toUpperCase() }],
    text: display,
  };
}

/** A branch of medicine. */
export function specialtyConcept({ code, display }: Code): CodeableConcept {
  return { coding: [{ system: SYSTEMS.specialty, code, display }] };
}

/** Free or busy, and nothing else: neither by whom nor since when. */
export function slotResource(slot: StoredSlot, calendar: Calendar): Slot {
  return {
    resourceType: 'Slot',
    id: slot.id,
    serviceType: [serviceConcept(calendar.service)],
    specialty: [specialtyConcept(calendar.specialty)],
    schedule: { reference: `Schedule/${slot.calendar}` },
    status: statusOfSlot(slot),
    start: toFhirInstant(slot.start),
    end: toFhirInstant(slot.end),
  };
}

/** The calendar of a service at a place. */
export function scheduleResource(calendar: Calendar): Schedule {
  return {
    resourceType: 'Schedule',
    id: calendar.id,
    active: true,
    serviceType: [serviceConcept(calendar.service)],
    specialty: [specialtyConcept(calendar.specialty)],
    actor: [
      { reference: `HealthcareService/${calendar.healthService}` },
      { reference: `Location/${calendar.place}` },
    ],
    planningHorizon: {
      start: toFhirInstant(calendar.horizon.from),
      end: toFhirInstant(calendar.horizon.to),
    },
  };
}

/** What is offered, by whom. */
export function serviceResource(service: HealthService): HealthcareService {
  return {
    resourceType: 'HealthcareService',
    id: service.id,
    active: true,
    providedBy: { display: service.provider },
    type: [serviceConcept(service.service)],
    specialty: [specialtyConcept(service.specialty)],
    location: [{ reference: `Location/${service.place}` }],
    name: service.name,
  };
}

/** Where, and its telephone. */
export function placeResource(place: Place): Location {
  return {
    resourceType: 'Location',
    id: place.id,
    status: 'active',
    name: place.name,
    mode: 'instance',
    telecom: [{ system: 'phone', value: place.phone }],
    address: {
      line: [place.line],
      city: place.city,
      postalCode: place.postalCode,
      district: place.district,
      country: 'IT',
    },
  };
}
