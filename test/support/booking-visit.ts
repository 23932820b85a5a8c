/** A booking server with the demo's people in it, and what a citizen does there. */
import assert from 'node:assert/strict';
import type { Appointment, Slot } from 'fhir/r4.js';
import {
  BOOKING_SCOPE,
  bookingBody,
  feedPeople,
  matchesOf,
  prescribe,
  sending,
  slotsOf,
  testBooking,
} from './booking.ts';
import { demoSubjects, type Name, type Subjects, type Tokens, tokensFor } from './demo-subjects.ts';
import type { TestService } from './service.ts';

export const CARDIOLOGY = '008970Z9';
export const EYES = '009502Z9';

/** What was booked for Mario, with two more free slots of the same service. */
export interface Booked {
  readonly appointment: Appointment;
  readonly others: readonly Slot[];
  readonly token: string;
}

/** Requests to one server. Each is validated on the way. */
export interface BookingVisit extends AsyncDisposable {
  readonly server: TestService;
  readonly people: Subjects;
  readonly tokens: Tokens;
  self(name: Name): Promise<string>;
  post(token: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  patch(
    token: string,
    id: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** Free slots of a service from so many days on. */
  freeSlots(token: string, code: string, count: number, inDays?: number): Promise<Slot[]>;
  statusOfSlot(token: string, id: string | undefined): Promise<string>;
  /** Total and resources of a search are read with `total` and `matchesOf`. */
  total(path: string, token: string): Promise<number | undefined>;
  /** A fresh prescription of Mario's, booked. */
  booked(): Promise<Booked>;
}

/** Starts the server and feeds the demo. */
export async function openVisit(): Promise<BookingVisit> {
  const server = await testBooking();
  const people = demoSubjects();
  const tokens = tokensFor(server.issuer, people, server.url);
  await feedPeople(server.store, people);
  const visit: BookingVisit = {
    server,
    people,
    tokens,
    self: (name) => tokens.self(name, BOOKING_SCOPE),
    post: (token, body, headers) =>
      server.ask('/Appointment', token, sending('POST', body, headers)),
    patch: (token, id, body, headers) =>
      server.ask(`/Appointment/${id}`, token, sending('PATCH', body, headers)),
    async freeSlots(token, code, count, inDays = 7) {
      const from = new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10);
      const answer = await server.ask(slotsOf(code, `&start=ge${from}&_count=${count}`), token);
      assert.equal(answer.status, 200);
      return matchesOf<Slot>(answer);
    },
    async statusOfSlot(token, id) {
      const answer = await server.ask(`/Slot/${id ?? ''}`, token);
      return ((await answer.json()) as Slot).status;
    },
    async total(path, token) {
      return ((await (await server.ask(path, token)).json()) as { total?: number }).total;
    },
    async booked() {
      const token = await visit.self('Mario');
      const { id } = await prescribe(server.store, people.Mario.fiscalCode);
      const [slot, ...others] = await visit.freeSlots(token, CARDIOLOGY, 3);
      const answer = await visit.post(token, bookingBody(slot?.id ?? '', id));
      assert.equal(answer.status, 201);
      return { appointment: (await answer.json()) as Appointment, others, token };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return visit;
}
