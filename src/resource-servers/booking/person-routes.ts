/** Reading a person's prescriptions and appointments. @source resource-servers 3; IHE ITI-118 */
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import { ApiError } from '../kit/errors.ts';
import { readIncludes } from '../kit/includes.ts';
import { cutPage, toBundle } from '../kit/page.ts';
import { matchPatient } from '../kit/patient-match.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch } from '../kit/search.ts';
import { etagOf } from '../kit/versions.ts';
import { itemFacts, searchFacts } from './facts.ts';
import { appointmentResource, serviceRequest } from './person-resources.ts';
import type { PrescriptionSource } from './prescriptions.ts';
import { bookingIn, personOf, readRecord } from './record.ts';
import { appointmentSearch, PATIENT_PARAMETERS, requestSearch } from './searches.ts';
import { actorsOf, READ, type SlotRoutesOptions } from './slot-routes.ts';

export interface PersonRoutesOptions extends SlotRoutesOptions {
  readonly prescriptions: PrescriptionSource;
}

const WITH_ACTORS = '_include=Appointment:actor';

/** Search and read of both. */
export function personRoutes(options: PersonRoutesOptions): Route[] {
  const common = { form: 'fhir', access: [READ] } as const;
  const find = {
    ...common,
    handle: (call: Call) => searchAppointments(call, options),
    failure: (call: Call) => searchFacts(call),
  };
  return [
    {
      ...common,
      method: 'GET',
      path: '/ServiceRequest',
      handle: (call) => searchRequests(call, options),
      failure: (call) => searchFacts(call),
    },
    {
      ...common,
      method: 'GET',
      path: '/ServiceRequest/:id',
      handle: (call) => readRequest(call, options),
      failure: (call) => factsOfRequest(call),
    },
    { ...find, method: 'GET', path: '/Appointment' },
    {
      ...find,
      method: 'POST',
      path: '/Appointment/_search',
      body: { kind: 'form', limit: JSON_BODY_BYTES },
    },
    {
      ...common,
      method: 'GET',
      path: '/Appointment/:id',
      handle: (call) => readAppointment(call, options),
      failure: (call) => itemFacts(call, 'read', { type: 'Appointment', id: call.params['id'] }),
    },
  ];
}

async function searchRequests(call: Call, options: PersonRoutesOptions): Promise<Reply> {
  const { base, cursors } = options;
  const definition = requestSearch(call.query, call.now);
  const search = parseSearch(call.query, definition, call.isStrict);
  const caller = personOf(call);
  matchPatient(call.query, PATIENT_PARAMETERS, { caller, base });
  const { requests } = await readRecord(options, caller);
  const page = await cutPage(requests, { call, cursors, search, definition });
  return {
    status: 200,
    body: toBundle(page, {
      base,
      type: definition.type,
      render: (request) => serviceRequest(request, { base, caller }, call.now),
    }),
    facts: searchFacts(call, `ServiceRequest?${page.self}`),
  };
}

async function readRequest(call: Call, options: PersonRoutesOptions): Promise<Reply> {
  const caller = personOf(call);
  const { requests } = await readRecord(options, caller);
  const found = requests.find(({ prescription }) => prescription.id === call.params['id']);
  if (!found) throw new ApiError('RESOURCE_NOT_FOUND');
  return {
    status: 200,
    body: serviceRequest(found, { base: options.base, caller }, call.now),
    facts: factsOfRequest(call),
  };
}

function factsOfRequest(call: Call): ReturnType<typeof itemFacts> {
  return itemFacts(call, 'read', { type: 'ServiceRequest', id: call.params['id'] });
}

async function searchAppointments(call: Call, options: PersonRoutesOptions): Promise<Reply> {
  const { base, cursors, stores } = options;
  const { asked, query } = readIncludes(call.query, [WITH_ACTORS], call.isStrict);
  const definition = appointmentSearch(base);
  const search = parseSearch(query, definition, call.isStrict);
  const caller = personOf(call);
  matchPatient(query, PATIENT_PARAMETERS, { caller, base });
  const { bookings } = await readRecord(options, caller);
  const page = await cutPage(bookings, { call, cursors, search, definition });
  const shown = page.shown.map(({ appointment }) => appointment);
  return {
    status: 200,
    body: toBundle(page, {
      base,
      type: definition.type,
      render: ({ appointment }) => appointmentResource(appointment, { base, caller }),
      included: asked.has(WITH_ACTORS) ? await actorsOf(stores, shown) : [],
    }),
    facts: searchFacts(call, `Appointment?${page.self}`),
  };
}

async function readAppointment(call: Call, options: PersonRoutesOptions): Promise<Reply> {
  const caller = personOf(call);
  const { appointment } = bookingIn(await readRecord(options, caller), call.params['id']);
  return {
    status: 200,
    headers: { ETag: etagOf(appointment.revision) },
    body: appointmentResource(appointment, { base: options.base, caller }),
    facts: itemFacts(call, 'read', { type: 'Appointment', id: appointment.id }),
  };
}
