/** Many at once at the booking server, on both engines: one wins, nobody is in a slot twice. */
import assert from 'node:assert/strict';
import { openBookingStores } from '../../src/resource-servers/booking/collections.ts';
import type { StoredSlot } from '../../src/resource-servers/booking/stored.ts';
import {
  BOOKING_SCOPE,
  bookingBody,
  CANCEL,
  moveTo,
  outcomeOf,
  prescribe,
  sending,
  testBooking,
} from '../support/booking.ts';
import { assertAtRest, feedCorner, inventedSubject } from '../support/booking-corner.ts';
import { onBothEngines } from '../support/engines.ts';
import type { TestService } from '../support/service.ts';
import { personClaims, type Subject } from '../support/tokens.ts';

const SLOTS = 120;

onBothEngines('bookings at once', (engine) => {
  let server: TestService;
  let slots: readonly StoredSlot[];
  let used = 0;
  const people: Subject[] = [];
  before(async () => {
    server = await testBooking({ database: engine().address('booking'), validates: false });
    slots = await feedCorner(server.store, SLOTS);
  });
  after(() => server[Symbol.asyncDispose]());
  afterEach(() => assertAtRest(server.store, slots, people));

  function nextSlots(count: number): readonly StoredSlot[] {
    used += count;
    return slots.slice(used - count, used);
  }

  function nextPeople(count: number): readonly Subject[] {
    const fresh = Array.from({ length: count }, (_, n) => inventedSubject(people.length + n));
    people.push(...fresh);
    return fresh;
  }

  const tokenOf = (person: Subject): Promise<string> =>
    server.issuer.mint({ ...personClaims(person, BOOKING_SCOPE), aud: server.url });

  async function ask(person: Subject, path: string, init: RequestInit): Promise<Response> {
    return server.ask(path, await tokenOf(person), init);
  }

  /** Books a fresh prescription. */
  async function book(
    person: Subject,
    slot: StoredSlot | undefined,
    headers = {},
  ): Promise<Response> {
    const { id } = await prescribe(server.store, person.fiscalCode);
    return ask(person, '/Appointment', sending('POST', bookingBody(slot?.id ?? '', id), headers));
  }

  function tally(outcomes: readonly string[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const one of outcomes) counts[one] = (counts[one] ?? 0) + 1;
    return counts;
  }

  for (const crowd of [20, 50])
    it(`give the last place to one of ${crowd} people`, async () => {
      const [slot] = nextSlots(1);
      const answers = await Promise.all(nextPeople(crowd).map((person) => book(person, slot)));
      const outcomes = await Promise.all(answers.map(outcomeOf));
      assert.deepEqual(tally(outcomes), { '201': 1, '409 slot-taken': crowd - 1 });
    });

  it('book one prescription once, whichever of 20 slots is first', async () => {
    const [person] = nextPeople(1);
    assert.ok(person);
    const { id } = await prescribe(server.store, person.fiscalCode);
    const answers = await Promise.all(
      nextSlots(20).map((slot) =>
        ask(person, '/Appointment', sending('POST', bookingBody(slot.id, id))),
      ),
    );
    const outcomes = await Promise.all(answers.map(outcomeOf));
    assert.deepEqual(tally(outcomes), { '201': 1, '409 already-booked': 19 });
  });

  it('make one appointment of 20 equal requests, and answer it to each', async () => {
    const [person] = nextPeople(1);
    const [slot] = nextSlots(1);
    assert.ok(person && slot);
    const { id } = await prescribe(server.store, person.fiscalCode);
    const init = sending('POST', bookingBody(slot.id, id), {
      'If-None-Exist': 'identifier=urn:gass:client:portale-salute|once',
    });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(person, '/Appointment', init)),
    );
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { '201': 1, '200': 19 });
    const ids = await Promise.all(
      answers.map(async (one) => ((await one.json()) as { id: string }).id),
    );
    assert.equal(new Set(ids).size, 1);
  });

  it('let one of 20 move to a place, and keep the others where they were', async () => {
    const crowd = nextPeople(20);
    const own = nextSlots(20);
    const [target] = nextSlots(1);
    const answers = await Promise.all(crowd.map((person, n) => book(person, own[n])));
    const ids = await Promise.all(
      answers.map(async (one) => ((await one.json()) as { id: string }).id),
    );
    const moves = await Promise.all(
      crowd.map((person, n) =>
        ask(person, `/Appointment/${ids[n]}`, sending('PATCH', moveTo(target?.id ?? ''))),
      ),
    );
    assert.deepEqual(tally(await Promise.all(moves.map(outcomeOf))), {
      '200': 1,
      '409 slot-taken': 19,
    });
  });

  it('end in one place or none when moves and a cancellation meet', async () => {
    const [person] = nextPeople(1);
    const [slot, ...targets] = nextSlots(8);
    assert.ok(person);
    const { id } = (await (await book(person, slot)).json()) as { id: string };
    const bodies = [...targets.map(({ id: target }) => moveTo(target)), CANCEL];
    const answers = await Promise.all(
      bodies.map((body) => ask(person, `/Appointment/${id}`, sending('PATCH', body))),
    );
    const outcomes = await Promise.all(answers.map(outcomeOf));
    assert.equal(outcomes.at(-1), '200', 'the cancellation holds');
    assert.ok(
      outcomes.every((one) => one === '200' || one === '422 not-changeable'),
      outcomes.join(),
    );
    const stored = await openBookingStores(server.store).appointments.get(id);
    assert.equal(stored?.status, 'cancelled');
  });
});
