/** What the booking server remembers: who did what for whom, seats that come back, a demo that is fed once. */
import assert from 'node:assert/strict';
import type { Appointment, AuditEvent } from 'fhir/r4.js';
import { openBookingStores } from '../../src/resource-servers/booking/collections.ts';
import {
  BOOKING_SCOPE,
  bookingBody,
  feedPeople,
  matchesOf,
  outcomeOf,
  prescribe,
} from '../support/booking.ts';
import { type BookingVisit, CARDIOLOGY, openVisit } from '../support/booking-visit.ts';
import { moved } from '../support/clock.ts';

const DAY_MS = 86_400_000;

describe('what a booking server keeps', () => {
  let visit: BookingVisit;
  before(async () => {
    visit = await openVisit();
  });
  after(() => visit[Symbol.asyncDispose]());

  it('gives nobody who acts what was hidden after it was booked, by its name neither', async () => {
    const { fiscalCode } = visit.people.Pietro;
    const acting = await visit.tokens.acting('Pietro', 'guardianship', {}, BOOKING_SCOPE);
    const nre = '0300A4911111111';
    const [first, second] = [
      await prescribe(visit.server.store, fiscalCode, { nre }),
      await prescribe(visit.server.store, fiscalCode),
    ];
    const [slot, free] = await visit.freeSlots(acting, CARDIOLOGY, 2);
    const named = { 'If-None-Exist': 'identifier=urn:gass:client:portale-salute|one' };
    const made = await visit.post(acting, bookingBody(slot?.id ?? '', first.id), named);
    assert.equal(made.status, 201);
    await prescribe(visit.server.store, fiscalCode, { nre, label: 'V' }); // hides its whole sheet
    const again = await visit.post(acting, bookingBody(free?.id ?? '', second.id), named);
    assert.equal(await outcomeOf(again), '409 duplicate-identifier');
    assert.equal(await visit.statusOfSlot(acting, free?.id), 'free');
    const hidden = ((await made.json()) as Appointment).id ?? '';
    const kept = await openBookingStores(visit.server.store).appointments.get(hidden);
    assert.equal(kept?.status, 'booked');
    assert.equal(kept.seat, undefined, 'it would be counted among those that are seen');
  });

  it('tells the patient who booked, and a mandate nothing of the log', async () => {
    const { id } = await prescribe(visit.server.store, visit.people.Luca.fiscalCode);
    const mother = await visit.tokens.acting('Luca', 'parental', {}, BOOKING_SCOPE);
    const [slot] = await visit.freeSlots(mother, CARDIOLOGY, 1);
    const answer = await visit.post(mother, bookingBody(slot?.id ?? '', id));
    const made = (await answer.json()) as Appointment;
    const log = `/AuditEvent?entity=Appointment/${made.id ?? ''}`;
    const [event] = await matchesOf<AuditEvent>(
      await visit.server.ask(log, await visit.self('Luca')),
    );
    assert.equal(event?.subtype?.[0]?.code, 'create');
    const agents = JSON.stringify(event.agent);
    assert.ok(agents.includes('Giulia Bianchi') && agents.includes('"GEN"'), agents);
    const mandate = await visit.tokens.acting('Luca', 'mandate', {}, BOOKING_SCOPE);
    assert.equal(await outcomeOf(await visit.server.ask(log, mandate)), '403 delegation-basis');
  });

  it('gives a seat back when its appointment is over', async () => {
    const { fiscalCode } = visit.people.Carla;
    const stores = openBookingStores(visit.server.store);
    const book = async (): Promise<string> => {
      const token = await visit.self('Carla');
      const { id } = await prescribe(visit.server.store, fiscalCode);
      const [slot] = await visit.freeSlots(token, CARDIOLOGY, 1, 10);
      const answer = await visit.post(token, bookingBody(slot?.id ?? '', id));
      assert.equal(answer.status, 201);
      return ((await answer.json()) as Appointment).id ?? '';
    };
    const first = await book();
    const seat = (await stores.appointments.get(first))?.seat;
    await moved(20 * DAY_MS, async () => {
      const second = await book();
      assert.equal((await stores.appointments.get(second))?.seat, seat);
    });
    const kept = await stores.appointments.get(first);
    assert.equal(kept?.seat, undefined);
    assert.equal(kept?.revision, 1, 'nothing that is shown has changed');
  });

  it('is fed once: another start, a day later, adds nothing', async () => {
    const stores = openBookingStores(visit.server.store);
    const count = async (): Promise<number[]> => {
      const { Giulia, Pietro } = visit.people;
      const token = await visit.self('Giulia');
      return Promise.all([
        stores.appointments.find({ fiscalCode: Giulia.fiscalCode }).then(({ length }) => length),
        stores.prescriptions.find({ fiscalCode: Pietro.fiscalCode }).then(({ length }) => length),
        visit.total(`/Slot?service-type=${CARDIOLOGY}&status=free,busy`, token).then(Number),
        stores.places.find({ list: 'places' }).then(({ length }) => length),
      ]);
    };
    const before = await count();
    await feedPeople(visit.server.store, visit.people, Date.now() + DAY_MS);
    assert.deepEqual(await count(), before);
  });
});
