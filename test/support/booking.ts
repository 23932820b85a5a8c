/** A booking server before a fake provider, on loopback, with the demo's people and requests as they make them. */
import { randomUUID } from 'node:crypto';
import type { Bundle, FhirResource, OperationOutcome } from 'fhir/r4.js';
import { feedBooking } from '../../src/demo/booking-people.ts';
import { createBooking } from '../../src/resource-servers/booking/app.ts';
import {
  BOOKING_COLLECTIONS,
  openBookingStores,
} from '../../src/resource-servers/booking/collections.ts';
import type { Prescription } from '../../src/resource-servers/booking/stored.ts';
import type { Store } from '../../src/storage/collection.ts';
import type { Subjects } from './demo-subjects.ts';
import { type TestService, type TestServiceOptions, testService } from './service.ts';

/** Scopes of a citizen here. */
export const BOOKING_SCOPE = 'booking:read booking:write';

/** Starts it with an empty database. */
export function testBooking(options: TestServiceOptions = {}): Promise<TestService> {
  return testService({ collections: BOOKING_COLLECTIONS, create: createBooking }, options);
}

/** Feeds the demo's places, slots, prescriptions and appointments. */
export function feedPeople(store: Store, people: Subjects, now = Date.now()): Promise<void> {
  return feedBooking(
    store,
    Object.entries(people).map(([key, person]) => ({ key, ...person })),
    now,
  );
}

/** One more prescription of a cardiological visit, today's; what is given stands. */
export async function prescribe(
  store: Store,
  fiscalCode: string,
  given: Partial<Prescription> = {},
): Promise<Prescription> {
  const prescription: Prescription = {
    id: randomUUID(),
    fiscalCode,
    nre: `0300A49${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`,
    service: { code: '008970Z9', display: 'Prima visita cardiologica' },
    kind: 'visit',
    priority: 'D',
    label: 'N',
    authoredAt: Date.now(),
    requester: 'Dr. Luigi Conti',
    ...given,
  };
  await openBookingStores(store).prescriptions.insert(prescription);
  return prescription;
}

/** The address of the free slots of a service. */
export function slotsOf(code: string, more = ''): string {
  return `/Slot?service-type=${code}${more}`;
}

/** Resources of one type in a Bundle's matches. */
export async function matchesOf<T extends FhirResource>(response: Response): Promise<T[]> {
  const bundle = (await response.json()) as Bundle;
  return (bundle.entry ?? []).flatMap(
    ({ search, resource }) => (search?.mode === 'match' && resource ? [resource as T] : []), // one type a search
  );
}

/** The body of a booking; what is given stands. */
export function bookingBody(
  slot: string,
  request: string,
  given: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    resourceType: 'Appointment',
    status: 'proposed',
    slot: [{ reference: `Slot/${slot}` }],
    basedOn: [{ reference: `ServiceRequest/${request}` }],
    participant: [{ actor: { display: 'chi prenota' }, status: 'accepted' }],
    ...given,
  };
}

/** A request with a JSON body. */
export function sending(
  method: 'POST' | 'PUT' | 'PATCH',
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): RequestInit {
  return {
    method,
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/fhir+json', ...headers },
  };
}

/** The JSON Patch of a move, and of a cancellation. */
export function moveTo(slot: string): object[] {
  return [{ op: 'replace', path: '/slot/0/reference', value: `Slot/${slot}` }];
}
export const CANCEL: readonly object[] = [
  { op: 'replace', path: '/status', value: 'cancelled' },
  {
    op: 'add',
    path: '/cancelationReason',
    value: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason',
          code: 'pat',
        },
      ],
    },
  },
];

/** Status and code of an answer: `201`, or `409 slot-taken`. */
export async function outcomeOf(response: Response): Promise<string> {
  if (response.status < 400) return String(response.status);
  const outcome = (await response.json()) as OperationOutcome;
  return `${response.status} ${outcome.issue[0]?.details?.coding?.[0]?.code ?? ''}`;
}

/** The element an answer names as wrong. */
export async function fieldOf(response: Response): Promise<string | undefined> {
  return ((await response.json()) as OperationOutcome).issue[0]?.expression?.[0];
}
