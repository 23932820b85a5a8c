/** What the booking server refuses of a well-formed request, and that nothing is left of it. */
import assert from 'node:assert/strict';
import type { Appointment, Bundle, Slot } from 'fhir/r4.js';
import { openBookingStores } from '../../src/resource-servers/booking/collections.ts';
import {
  bookingBody,
  CANCEL,
  matchesOf,
  moveTo,
  outcomeOf,
  prescribe,
  slotsOf,
} from '../support/booking.ts';
import { type BookingVisit, CARDIOLOGY, EYES, openVisit } from '../support/booking-visit.ts';

const DAY_MS = 86_400_000;

describe('refusals of bookings', () => {
  let visit: BookingVisit;
  before(async () => {
    visit = await openVisit();
  });
  after(() => visit[Symbol.asyncDispose]());

  it('refuse a stale version, and what came too late', async () => {
    const { appointment, others, token } = await visit.booked();
    const id = appointment.id ?? '';
    const stale = { 'If-Match': 'W/"7"' };
    assert.equal(
      await outcomeOf(await visit.patch(token, id, CANCEL, stale)),
      '412 version-changed',
    );
    assert.equal(
      await outcomeOf(await visit.patch(token, id, moveTo(others[0]?.id ?? ''), stale)),
      '412 version-changed',
    );
    assert.equal(await visit.statusOfSlot(token, others[0]?.id ?? ''), 'free');
    const giulia = await visit.self('Giulia');
    const mine = await matchesOf<Appointment>(await visit.server.ask('/Appointment', giulia));
    assert.deepEqual(
      mine.map(({ status }) => status),
      ['booked', 'booked', 'fulfilled'],
    );
    assert.equal(
      await outcomeOf(await visit.patch(giulia, mine[1]?.id ?? '', CANCEL)),
      '422 cancel-too-late',
    );
    assert.equal(
      await outcomeOf(await visit.patch(giulia, mine[2]?.id ?? '', CANCEL)),
      '422 not-changeable',
    );
  });

  it('refuse what the rules refuse, each by its code, and leave the slot free', async () => {
    const token = await visit.self('Carla');
    const { fiscalCode } = visit.people.Carla;
    const [slot] = await visit.freeSlots(token, CARDIOLOGY, 1, 40);
    const slotId = slot?.id ?? '';
    const old = Date.now() - 200 * DAY_MS;
    const ids = {
      other: await prescribe(visit.server.store, fiscalCode, {
        service: { code: EYES, display: 'Altro' },
      }),
      expired: await prescribe(visit.server.store, fiscalCode, { authoredAt: old }),
      urgent: await prescribe(visit.server.store, fiscalCode, {
        priority: 'U',
        authoredAt: Date.now() - 49 * 3_600_000,
      }),
      foreign: await prescribe(visit.server.store, visit.people.Mario.fiscalCode),
      good: await prescribe(visit.server.store, fiscalCode),
    };
    for (const [expected, body] of [
      ['422 service-mismatch', bookingBody(slotId, ids.other.id)],
      ['422 prescription-expired', bookingBody(slotId, ids.expired.id)],
      ['422 priority-expired', bookingBody(slotId, ids.urgent.id)],
      ['422 prescription-unknown', bookingBody(slotId, ids.foreign.id)],
      ['422 NOT_PROCESSABLE', bookingBody('unknown', ids.good.id)],
      ['422 NOT_PROCESSABLE', bookingBody(slotId, ids.good.id, { start: '2026-01-01T00:00:00Z' })],
      [
        '422 NOT_PROCESSABLE',
        bookingBody(slotId, ids.good.id, { participant: [{ actor: { reference: 'Location/x' } }] }),
      ],
      [
        '403 other-patient',
        bookingBody(slotId, ids.good.id, {
          participant: [{ actor: { reference: `Patient/${visit.people.Mario.sub}` } }],
        }),
      ],
      [
        '403 other-patient',
        bookingBody(slotId, ids.good.id, {
          participant: [{ actor: { identifier: { value: visit.people.Mario.fiscalCode } } }],
        }),
      ],
      ['400 VALIDATION_ERROR', bookingBody(slotId, ids.good.id, { status: 'booked' })],
      [
        '400 VALIDATION_ERROR',
        bookingBody(slotId, ids.good.id, {
          identifier: [{ system: 'urn:gass:client:app-mobile', value: 'x' }],
        }),
      ],
    ] as const)
      assert.equal(await outcomeOf(await visit.post(token, body)), expected);
    assert.equal(await visit.statusOfSlot(token, slotId), 'free');
  });

  it('have at most 20 seats a person, and protected ones are counted apart', async () => {
    const { fiscalCode } = visit.people.Carla;
    const token = async (): Promise<string> => visit.self('Carla'); // 20 writes a minute for one token
    const slots = await visit.freeSlots(await token(), CARDIOLOGY, 25, 45);
    const book = async (slot: Slot | undefined, label: 'N' | 'V'): Promise<string> => {
      const { id } = await prescribe(visit.server.store, fiscalCode, { label });
      return outcomeOf(await visit.post(await token(), bookingBody(slot?.id ?? '', id)));
    };
    assert.equal(await book(slots[24], 'V'), '201');
    const answers = await Promise.all(slots.slice(0, 23).map((slot) => book(slot, 'N')));
    assert.deepEqual(answers.sort(), [
      ...Array.from({ length: 20 }, () => '201'),
      ...Array.from({ length: 3 }, () => '422 too-many'),
    ]);
    const busy = await visit.server.ask(
      slotsOf(CARDIOLOGY, '&status=busy&_count=0'),
      await token(),
    );
    const stores = openBookingStores(visit.server.store);
    const live = await stores.appointments.find({ fiscalCode });
    assert.equal(live.length, 21);
    assert.ok(Number(((await busy.json()) as Bundle).total) >= 21);
  });
});
