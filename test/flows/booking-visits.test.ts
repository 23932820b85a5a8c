/** Booking, moving and cancelling as a citizen does: what is answered, and what is there afterwards. */
import assert from 'node:assert/strict';
import type { Appointment, ServiceRequest } from 'fhir/r4.js';
import {
  BOOKING_SCOPE,
  bookingBody,
  CANCEL,
  matchesOf,
  moveTo,
  outcomeOf,
  prescribe,
  sending,
} from '../support/booking.ts';
import { type BookingVisit, CARDIOLOGY, EYES, openVisit } from '../support/booking-visit.ts';

const DAY_MS = 86_400_000;

describe('bookings', () => {
  let visit: BookingVisit;
  before(async () => {
    visit = await openVisit();
  });
  after(() => visit[Symbol.asyncDispose]());

  it('are made by a parent, and then the prescription waits and the slot is busy', async () => {
    const token = await visit.tokens.acting('Luca', 'parental', {}, BOOKING_SCOPE);
    const [request] = await matchesOf<ServiceRequest>(
      await visit.server.ask('/ServiceRequest', token),
    );
    assert.equal(request?.status, 'active');
    const [slot] = await visit.freeSlots(token, EYES, 1, 30);
    const body = bookingBody(slot?.id ?? '', request.id ?? '', {
      status: 'booked',
      start: slot?.start,
      end: slot?.end,
      participant: [
        { actor: { reference: `Patient/${visit.people.Luca.sub}` }, status: 'accepted' },
      ],
      identifier: [{ system: 'urn:gass:client:portale-salute', value: 'luca-1' }],
      comment: 'Arriva con la nonna',
    });
    const answer = await visit.post(token, body);
    assert.equal(answer.status, 201);
    const made = (await answer.json()) as Appointment;
    assert.equal(
      answer.headers.get('location'),
      `${visit.server.url}/Appointment/${made.id}/_history/1`,
    );
    assert.equal(answer.headers.get('etag'), 'W/"1"');
    assert.equal(made.status, 'booked');
    assert.equal(made.comment, 'Arriva con la nonna');
    assert.match(made.identifier?.[1]?.value ?? '', /^[A-Z]{2}-\d\d-[A-Z0-9]{8}$/);
    assert.equal(await visit.statusOfSlot(token, slot?.id ?? ''), 'busy');
    const again = (await (
      await visit.server.ask(`/ServiceRequest/${request.id}`, token)
    ).json()) as ServiceRequest;
    assert.equal(again.status, 'on-hold');
    assert.equal((await matchesOf(await visit.server.ask('/ServiceRequest', token))).length, 0);
    assert.equal(
      (
        await matchesOf(
          await visit.server.ask(
            `/ServiceRequest?requisition=${request.requisition?.value}`,
            token,
          ),
        )
      ).length,
      1,
    );
    const repeated = await visit.post(token, body);
    assert.equal(repeated.status, 200);
    assert.equal(((await repeated.json()) as Appointment).id, made.id);
    const [found] = await matchesOf<Appointment>(
      await visit.server.ask(
        '/Appointment?identifier=urn:gass:client:portale-salute|luca-1&_include=Appointment:actor',
        token,
      ),
    );
    assert.equal(found?.id, made.id);
  });

  it('say when the guaranteed days are over, and until when they can be cancelled', async () => {
    const { appointment } = await visit.booked();
    const [cancelBy, beyond] = appointment.extension ?? [];
    assert.match(cancelBy?.valueDateTime ?? '', /T23:59:59\+0[12]:00$/);
    assert.equal(beyond, undefined);
    const token = await visit.self('Mario');
    const { id } = await prescribe(visit.server.store, visit.people.Mario.fiscalCode, {
      priority: 'U',
    });
    const [late] = await visit.freeSlots(token, CARDIOLOGY, 1, 20);
    const made = (await (
      await visit.post(token, bookingBody(late?.id ?? '', id))
    ).json()) as Appointment;
    assert.deepEqual(made.extension?.[1], {
      url: 'urn:gass:beyond-priority',
      valueDate: new Date(Date.now() + 3 * DAY_MS + 3_600_000).toISOString().slice(0, 10),
    });
  });

  it('are moved by PATCH and by PUT, each once, and free the slot that is left', async () => {
    const { appointment, others, token } = await visit.booked();
    const id = appointment.id ?? '';
    const [second, third] = others.map((slot) => slot.id ?? '');
    const first = appointment.slot?.[0]?.reference?.slice('Slot/'.length) ?? '';
    const moved = await visit.patch(token, id, moveTo(second ?? ''), { 'If-Match': 'W/"1"' });
    assert.equal(moved.status, 200);
    assert.equal(moved.headers.get('etag'), 'W/"2"');
    const resource = (await moved.json()) as Appointment;
    assert.equal(resource.start, others[0]?.start);
    assert.deepEqual(
      await Promise.all([first, second ?? ''].map((slot) => visit.statusOfSlot(token, slot))),
      ['free', 'busy'],
    );
    const body = { ...resource, slot: [{ reference: `Slot/${third}` }], comment: 'dopo le 9' };
    const put = (): Promise<Response> =>
      visit.server.ask(`/Appointment/${id}`, token, sending('PUT', body, { 'If-Match': 'W/"2"' }));
    assert.equal((await put()).headers.get('etag'), 'W/"3"');
    assert.equal((await put()).headers.get('etag'), 'W/"3"', 'a finished change is answered again');
    const merged = await visit.patch(token, id, {
      slot: [{ reference: `Slot/${second}` }],
      comment: null,
    });
    const last = (await merged.json()) as Appointment;
    assert.equal(last.meta?.versionId, '4');
    assert.equal(last.comment, undefined);
    const states = await Promise.all(
      [second ?? '', third ?? ''].map((slot) => visit.statusOfSlot(token, slot)),
    );
    assert.deepEqual(states, ['busy', 'free']);
  });

  it('are cancelled once, whatever is repeated, and can be booked again', async () => {
    const { appointment, others, token } = await visit.booked();
    const id = appointment.id ?? '';
    const headers = { 'If-Match': 'W/"1"' };
    const answers = [
      await visit.patch(token, id, CANCEL, headers),
      await visit.patch(token, id, CANCEL, headers),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    const cancelled = (await answers[1]?.json()) as Appointment;
    assert.equal(cancelled.meta?.versionId, '2');
    assert.equal(cancelled.cancelationReason?.coding?.[0]?.code, 'pat');
    assert.equal(
      await visit.statusOfSlot(token, appointment.slot?.[0]?.reference?.slice(5) ?? ''),
      'free',
    );
    assert.equal(
      await outcomeOf(await visit.patch(token, id, moveTo(others[0]?.id ?? ''))),
      '422 not-changeable',
    );
    const request = appointment.basedOn?.[0]?.reference?.slice('ServiceRequest/'.length) ?? '';
    assert.equal((await visit.post(token, bookingBody(others[0]?.id ?? '', request))).status, 201);
  });
});
