/** Booking, moving, cancelling: the routes that change appointments. @source resource-servers 1.9, 3 */
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import type { AccessFacts } from '../kit/access-facts.ts';
import { ApiError } from '../kit/errors.ts';
import { type Access, EVERY_BASIS } from '../kit/require.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { versionHeaders, wantsNoBody } from '../kit/versions.ts';
import { readWish } from './appointment-change.ts';
import { matchParticipants, readAppointment } from './appointment-form.ts';
import { book } from './book.ts';
import { changeAppointment } from './change.ts';
import { itemFacts } from './facts.ts';
import { patched } from './patch.ts';
import { appointmentResource } from './person-resources.ts';
import type { PersonRoutesOptions } from './person-routes.ts';
import { personOf, readRecord } from './record.ts';
import type { StoredAppointment } from './stored.ts';
import { writerNameOf } from './writer-key.ts';

const WRITE: Access = {
  scope: 'booking:write',
  acts: { bases: EVERY_BASIS, action: 'book' },
  isWrite: true,
};

/** POST, PUT and PATCH. */
export function writeRoutes(options: PersonRoutesOptions): Route[] {
  const common = {
    form: 'fhir',
    access: [WRITE],
    body: { kind: 'json', limit: JSON_BODY_BYTES },
  } as const;
  const change = { ...common, path: '/Appointment/:id', failure: factsOfChange } as const;
  return [
    {
      ...common,
      method: 'POST',
      path: '/Appointment',
      handle: (call) => create(call, options),
      failure: (call) => itemFacts(call, 'create', { type: 'Appointment', id: undefined }),
    },
    {
      ...change,
      method: 'PUT',
      handle: (call) => {
        requireSameId(call);
        return update(call, () => call.body, options);
      },
    },
    {
      ...change,
      method: 'PATCH',
      handle: (call) => update(call, (current) => patched(current, call.body), options),
    },
  ];
}

async function create(call: Call, options: PersonRoutesOptions): Promise<Reply> {
  const { base, stores } = options;
  const caller = personOf(call);
  matchParticipants(call.body, caller, base);
  const form = readAppointment(call.body, base);
  const name = writerNameOf(call, caller, form.identifier);
  const record = await readRecord(options, caller);
  const { fiscalCode } = caller;
  const { appointment, isNew } = await book(stores, {
    form,
    name,
    fiscalCode,
    record,
    now: call.now,
  });
  return answer(call, appointment, {
    base,
    status: isNew ? 201 : 200,
    facts: itemFacts(call, 'create', { type: 'Appointment', id: appointment.id }),
  });
}

async function update(
  call: Call,
  wantedOf: (current: object) => unknown,
  options: PersonRoutesOptions,
): Promise<Reply> {
  const { base, stores } = options;
  const caller = personOf(call);
  matchParticipants(call.body, caller, base);
  const appointment = await changeAppointment(call.params['id'], {
    stores,
    call,
    read: () => readRecord(options, caller),
    wishOf: (current) => {
      const resource = appointmentResource(current, { base, caller });
      return readWish(resource, wantedOf(resource), base);
    },
  });
  return answer(call, appointment, { base, status: 200, facts: factsOfChange(call) });
}

function answer(
  call: Call,
  appointment: StoredAppointment,
  {
    base,
    status,
    facts,
  }: { readonly base: string; readonly status: number; readonly facts: AccessFacts },
): Reply {
  const { id, revision: version } = appointment;
  return {
    status,
    headers: versionHeaders(base, { type: 'Appointment', id, version }),
    body: wantsNoBody(call)
      ? undefined
      : appointmentResource(appointment, { base, caller: personOf(call) }),
    facts,
  };
}

function factsOfChange(call: Call): AccessFacts {
  return itemFacts(call, 'update', { type: 'Appointment', id: call.params['id'] });
}

/** A PUT says what it is about twice, and must mean the same. @source FHIR R4 http.html#update */
function requireSameId({ body, params }: Call): void {
  const id: unknown =
    typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  if (id !== params['id']) throw new ApiError('VALIDATION_ERROR', { field: 'Appointment.id' });
}
