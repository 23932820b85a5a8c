/**
 * Protected without a trace: two booking servers, one of which lacks the protected prescriptions
 * and appointments of a person, are asked the same by who acts for that person and must answer byte
 * for byte the same; and what is hidden costs the same work as what is not there. @source resource-servers 1.7
 *
 * GASS_TEST_TURNS and GASS_TEST_SEED make it longer and another (`npm run endure`).
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import { openBookingStores } from '../../src/resource-servers/booking/collections.ts';
import { keyed } from '../../src/resource-servers/booking/slot-state.ts';
import type {
  Prescription,
  StoredAppointment,
  StoredSlot,
} from '../../src/resource-servers/booking/stored.ts';
import type { Store } from '../../src/storage/collection.ts';
import { diceOf } from '../support/bad-requests.ts';
import {
  bookingBody,
  BOOKING_SCOPE,
  CANCEL,
  moveTo,
  prescribe,
  sending,
  testBooking,
} from '../support/booking.ts';
import { cornerService, feedCorner } from '../support/booking-corner.ts';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import { type FakeIssuer, fakeIssuer } from '../support/issuer.ts';
import { observe, type Operations, withForeseenIds } from '../support/observed-store.ts';
import type { TestService } from '../support/service.ts';
import { uuidOf } from '../support/stored-documents.ts';

const READERS = { P: 'parental', G: 'guardianship', M: 'mandate' } as const;
const REQUESTS = Number(process.env['GASS_TEST_TURNS'] ?? 30);
const SEED = Number(process.env['GASS_TEST_SEED'] ?? 20_261_124);
const URL_OF_BOTH = 'http://booking.example';
const START = Date.UTC(2026, 10, 24, 9);
const SLOTS = 12;
/** Random on both sides. */
const CODES = /[A-Z]{2}-\d\d-[A-Z0-9]{8}/g;
const IGNORED_HEADERS = new Set(['date', 'connection', 'keep-alive']);

/** One prescription, perhaps with its appointment; hidden ones are left out of the second server. */
interface Case {
  readonly name: string;
  readonly given?: Partial<Prescription>;
  readonly state?: 'booked' | 'cancelled';
  readonly isHidden?: true;
}

const CASES: readonly Case[] = [
  { name: 'open-1' },
  { name: 'open-2', given: { nre: '0300A4900000001' } },
  { name: 'booked', state: 'booked' },
  { name: 'cancelled', state: 'cancelled' },
  { name: 'v-open', given: { label: 'V', nre: '0300A4900000002' }, isHidden: true },
  { name: 'v-sheet', given: { nre: '0300A4900000002' }, isHidden: true },
  { name: 'v-booked', given: { label: 'V' }, state: 'booked', isHidden: true },
  { name: 'v-cancelled', given: { label: 'V' }, state: 'cancelled', isHidden: true },
];
const HIDDEN = CASES.filter(({ isHidden }) => isHidden).map(({ name }) => name);

describe('protected bookings', () => {
  let issuer: FakeIssuer;
  let people: Subjects;
  let tokens: Tokens;
  before(async () => {
    issuer = await fakeIssuer();
  });
  after(() => issuer[Symbol.asyncDispose]());
  beforeEach(() => {
    mock.timers.enable({ apis: ['Date'], now: START });
    people = demoSubjects(START);
    tokens = tokensFor(issuer, people, URL_OF_BOTH);
  });
  afterEach(() => mock.timers.reset());

  const server = (wrap = withForeseenIds): Promise<TestService> =>
    testBooking({
      issuer,
      url: URL_OF_BOTH,
      key: Buffer.alloc(32, 1).toString('base64url'),
      wrap,
      validates: false,
    });

  /** Feeds the cases; a slot of a case that is left out is somebody else's. */
  async function feed(store: Store, has: (one: Case) => boolean): Promise<readonly StoredSlot[]> {
    const slots = await feedCorner(store, SLOTS);
    const stores = openBookingStores(store);
    for (const [n, one] of CASES.entries()) {
      const slot = slots[n];
      assert.ok(slot);
      if (has(one)) {
        const given = { id: uuidOf(one.name), nre: `0300A480000000${n}`, ...one.given };
        const ordered = await prescribe(store, people.Luca.fiscalCode, given);
        if (one.state) await stores.appointments.insert(appointmentOf(one, ordered, slot));
      }
      if (one.state !== 'booked') continue;
      const foreign = await prescribe(store, people.Mario.fiscalCode);
      const other = appointmentOf({ ...one, name: `other ${one.name}` }, foreign, slot);
      if (!has(one)) await stores.appointments.insert(other);
      const takenBy = has(one) ? appointmentId(one.name) : other.id;
      await stores.slots.update(slot.id, () => keyed({ ...slot, takenBy }));
    }
    return slots;
  }

  for (const [reader, basis] of Object.entries(READERS))
    it(`leave no trace for ${reader} in ${REQUESTS} requests`, async function () {
      this.timeout(60_000);
      await using withHidden = await server();
      await using without = await server();
      const slots = await feed(withHidden.store, () => true);
      await feed(without.store, ({ isHidden }) => !isHidden);
      const first = certainRequests(slots);
      const chance = requestsOf(slots, SEED + reader.charCodeAt(0));
      const asked = (): Request => first.shift() ?? chance();
      const noise = requestsOf(slots, SEED, HIDDEN);
      const statuses = new Set<number>();
      const follow: string[] = [];
      for (let n = 0; n < REQUESTS; n += 1) {
        mock.timers.setTime(START + (n + 1) * 2000);
        const owner = await tokens.self('Luca', 'booking:read');
        const [heard] = noise();
        for (const each of [withHidden, without])
          await each.ask(heard, owner, { headers: { 'X-Request-Id': `r${n}o` } });
        mock.timers.setTime(START + (n + 1) * 2000 + 1000);
        const isNext = first.length === 0 && follow.length > 0 && n % 2 === 0;
        const [path, init] = isNext ? [follow.pop() ?? ''] : asked();
        const token = await tokens.acting('Luca', basis, {}, BOOKING_SCOPE);
        const headers = { ...init?.headers, 'X-Request-Id': `r${n}` };
        const answers = await Promise.all(
          [withHidden, without].map(async (each) =>
            shown(await each.ask(path, token, { ...init, headers })),
          ),
        );
        assert.equal(answers[0], answers[1], `${reader} ${path} ${init?.body ?? ''}`);
        const [status, , body] = JSON.parse(answers[0] ?? '') as [number, unknown, string];
        statuses.add(status);
        const next = /"relation":"next","url":"([^"]+)"/.exec(body)?.[1];
        if (next !== undefined) follow.push(next);
      }
      const expected = [200, 201, 404, 409, 412, 422];
      assert.deepEqual(
        [...statuses].sort(),
        reader === 'M' ? [...expected.slice(0, 2), 403, ...expected.slice(2)] : expected,
      );
    });

  it('cost the same work as what is not there', async () => {
    const operations: Operations = [];
    await using one = await server((store) => observe(store, operations));
    const slots = await feed(one.store, () => true);
    const workOf = async (path: string, init: RequestInit = {}): Promise<unknown> => {
      const token = await tokens.acting('Luca', 'parental', {}, BOOKING_SCOPE);
      operations.length = 0;
      const { status } = await one.ask(path, token, init);
      return [status, ...operations];
    };
    const book = (id: string): Promise<unknown> =>
      workOf('/Appointment', sending('POST', bookingBody(slots[8]?.id ?? '', id)));
    const cancel = (id: string): Promise<unknown> =>
      workOf(`/Appointment/${id}`, sending('PATCH', CANCEL));
    await workOf(`/Appointment/${randomUUID()}`); // begins the chain of the log
    for (const work of [
      (id: string) => workOf(`/ServiceRequest/${id}`),
      (id: string) => workOf(`/Appointment/${id}`),
      book,
      cancel,
    ]) {
      const unknown = await work(randomUUID());
      for (const name of HIDDEN) {
        assert.deepEqual(await work(uuidOf(name)), unknown);
        assert.deepEqual(await work(appointmentId(name)), unknown);
      }
    }
  });
});

const appointmentId = (name: string): string => uuidOf(`appointment ${name}`);

function appointmentOf(one: Case, ordered: Prescription, slot: StoredSlot): StoredAppointment {
  const service = cornerService();
  const isLive = one.state === 'booked';
  return {
    id: appointmentId(one.name),
    fiscalCode: ordered.fiscalCode,
    revision: 1,
    updatedAt: START,
    createdAt: START,
    status: isLive ? 'booked' : 'cancelled',
    prescription: ordered.id,
    slot: slot.id,
    start: slot.start,
    end: slot.end,
    place: slot.place,
    healthService: slot.healthService,
    service: service.service,
    specialty: service.specialty,
    instruction: service.instruction,
    label: ordered.label,
    bookingCode: `MI-26-${one.name}`,
    identifier: { client: 'portale-salute', value: one.name },
    writerKey: one.name,
    ...(isLive ? { liveFor: ordered.id, liveSlot: slot.id, seat: one.name } : {}),
  };
}

interface Sent {
  readonly method: 'POST' | 'PATCH';
  readonly body: string;
  readonly headers: Record<string, string>;
}
type Request = readonly [path: string, sent?: Sent];

/** One of each outcome of a write: made, taken, stale, unknown, hidden, no appointment. */
function certainRequests(slots: readonly StoredSlot[]): Request[] {
  const busy = CASES.findIndex(({ name }) => name === 'v-booked');
  const [taken = '', free = ''] = [slots[busy]?.id, slots.at(-1)?.id];
  const name = { 'If-None-Exist': 'identifier=urn:gass:client:portale-salute|v-booked' };
  const book = (slot: string, request: string): Request => [
    '/Appointment',
    send('POST', bookingBody(slot, uuidOf(request)), name),
  ];
  const cancel = (appointment: string): Request => [
    `/Appointment/${appointmentId(appointment)}`,
    send('PATCH', CANCEL, { 'If-Match': 'W/"9"' }),
  ];
  return [
    book(free, 'v-open'),
    book(free, 'v-sheet'),
    book(taken, 'open-1'),
    book(free, 'open-1'),
    book(free, 'open-1'),
    cancel('booked'),
    cancel('v-booked'),
    cancel('v-cancelled'),
    ['/AuditEvent?_count=100'],
  ];
}

/** Requests about all cases, or reads of some. */
function requestsOf(
  slots: readonly StoredSlot[],
  seed: number,
  only?: readonly string[],
): () => Request {
  const dice = diceOf(seed);
  const pick = <T>(list: readonly T[]): T => list[dice(list.length)] as T; // lists are never empty
  const name = (): string => pick(only ?? CASES.map((one) => one.name));
  const request = (): string => uuidOf(name());
  const slot = (): string => pick(slots).id;
  const named = (): { value: string; headers: Record<string, string> } => {
    const value = pick(['one', 'two', name()]);
    const system = 'urn:gass:client:portale-salute';
    return { value, headers: { 'If-None-Exist': `identifier=${system}|${value}` } };
  };
  const reads: readonly (() => Request)[] = [
    () => [`/ServiceRequest/${request()}`],
    () => [`/Appointment/${appointmentId(name())}`],
    () => [`/Appointment?_count=${pick([0, 1, 2, 100])}&_include=Appointment:actor`],
    () => [`/ServiceRequest?_count=${pick([0, 1, 2])}&status=active,on-hold,completed`],
    () => [`/ServiceRequest?requisition=0300A490000000${pick(['1', '2'])}`],
    () => [`/ServiceRequest?_id=${request()}`],
    () => [`/Appointment?based-on=ServiceRequest/${request()}`],
    () => [`/Appointment?identifier=urn:gass:client:portale-salute|${name()}`],
    () => [`/Appointment?status=${pick(['booked', 'cancelled'])}&_summary=count`],
    () => [`/Slot?service-type=008970Z9&status=${pick(['free', 'busy', 'free,busy'])}&_count=3`],
    () => [`/AuditEvent?_count=${pick([1, 3, 100])}`],
    () => [`/AuditEvent?entity=Appointment/${appointmentId(name())}`],
  ];
  // Named, so that both servers give what is made the same id.
  const writes: readonly (() => Request)[] = [
    () => {
      const { headers } = named();
      return ['/Appointment', send('POST', bookingBody(slot(), request()), headers)];
    },
    () => [`/Appointment/${appointmentId(name())}`, send('PATCH', CANCEL, { 'If-Match': 'W/"9"' })],
    () => [`/Appointment/${appointmentId(name())}`, send('PATCH', moveTo(slot()))],
    () => [`/Appointment/${appointmentId(name())}`, send('PATCH', { comment: `c${dice(3)}` })],
  ];
  return () => pick(only ? reads : [...reads, ...writes])();
}

function send(method: 'POST' | 'PATCH', body: unknown, headers: Record<string, string> = {}): Sent {
  return {
    method,
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  };
}

async function shown(response: Response): Promise<string> {
  const headers = [...response.headers].filter(([name]) => !IGNORED_HEADERS.has(name));
  const body = (await response.text()).replaceAll(CODES, 'CODE');
  return JSON.stringify([response.status, headers, body]);
}
