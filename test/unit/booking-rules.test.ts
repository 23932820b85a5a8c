/** Rules of bookings: working days, priorities, prescriptions, who sees what. @source resource-servers 1.6, 3 */
import assert from 'node:assert/strict';
import type { StoredAppointment, Prescription } from '../../src/resource-servers/booking/stored.ts';
import {
  beyondPriority,
  changeRefusal,
  classToday,
  expiryOf,
  guaranteedUntil,
  isBookable,
  itemsOf,
  refusalOf,
  statusOf,
  visible,
} from '../../src/resource-servers/booking/rules.ts';
import {
  held,
  keyed,
  leaving,
  settledBy,
  weekOf,
  weeksOf,
} from '../../src/resource-servers/booking/slot-state.ts';
import {
  cancelBy,
  cancelDay,
  isWorkingDay,
} from '../../src/resource-servers/booking/working-days.ts';

const at = (text: string): number => Date.parse(text);
const NOON = at('2026-11-24T12:00:00+01:00');
const DAY_MS = 86_400_000;

describe('working days', () => {
  for (const [day, last] of [
    ['2026-12-01', '2026-11-27'],
    ['2026-12-09', '2026-12-04'],
    ['2026-12-28', '2026-12-23'],
    ['2027-04-26', '2027-04-22'],
    ['2027-10-05', '2027-09-30'],
    ['2027-01-07', '2027-01-04'],
  ] as const)
    it(`put the last day to cancel the ${day} on the ${last}`, () => {
      for (const time of ['00:00', '09:30', '23:59'])
        assert.equal(
          cancelDay(at(`${day}T${time}:00${day < '2027-03-28' ? '+01:00' : '+02:00'}`)),
          last,
        );
    });

  it('are Monday to Friday without holidays, Easter Monday and 4 October since 2026', () => {
    const days = {
      '2026-11-24': true,
      '2026-11-28': false,
      '2026-11-29': false,
      '2025-04-21': false,
      '2026-04-06': false,
      '2027-03-29': false,
      '2038-04-26': false,
      '2024-10-04': true,
      '2027-10-04': false,
      '2026-06-02': false,
      '2028-08-15': false,
      '2026-12-08': false,
      '2026-12-24': true,
    };
    for (const [day, expected] of Object.entries(days))
      assert.equal(isWorkingDay(day), expected, day);
  });

  it('end in Rome, also when the clocks are changed', () => {
    assert.equal(
      new Date(cancelBy(at('2026-12-01T09:30:00+01:00'))).toISOString(),
      '2026-11-27T22:59:59.000Z',
    );
    assert.equal(
      new Date(cancelBy(at('2026-10-27T09:00:00+01:00'))).toISOString(),
      '2026-10-23T21:59:59.000Z',
    );
    const appointment = { status: 'booked', start: at('2026-12-01T09:30:00+01:00') } as const;
    assert.equal(changeRefusal(appointment, at('2026-11-27T23:59:59.999+01:00')), undefined);
    assert.equal(changeRefusal(appointment, at('2026-11-28T00:00:00+01:00')), 'cancel-too-late');
    assert.equal(changeRefusal({ ...appointment, status: 'cancelled' }, NOON), 'not-changeable');
  });
});

function prescription(given: Partial<Prescription> = {}): Prescription {
  return {
    id: 'p',
    fiscalCode: 'F',
    nre: '0300A4000000001',
    service: { code: 'S', display: 's' },
    kind: 'visit',
    priority: 'D',
    label: 'N',
    authoredAt: NOON,
    requester: 'r',
    ...given,
  };
}

describe('prescriptions', () => {
  for (const [priority, kind, ageDays, counted, last] of [
    ['U', 'visit', 1, 'U', '2026-11-27'],
    ['B', 'test', 0, 'B', '2026-12-04'],
    ['B', 'visit', 20, 'B', '2026-12-04'],
    ['B', 'visit', 21, 'D', '2026-12-24'],
    ['B', 'visit', 41, 'P', '2027-03-24'],
    ['D', 'visit', 40, 'D', '2026-12-24'],
    ['D', 'visit', 41, 'P', '2027-03-24'],
    ['D', 'test', 70, 'D', '2027-01-23'],
    ['D', 'test', 71, 'P', '2027-03-24'],
    ['P', 'visit', 100, 'P', '2027-03-24'],
  ] as const)
    it(`of class ${priority} for a ${kind}, ${ageDays} days old, count as ${counted} until ${last}`, () => {
      const one = prescription({ priority, kind, authoredAt: NOON - ageDays * DAY_MS });
      assert.equal(classToday(one, NOON), counted);
      assert.equal(guaranteedUntil(one, NOON), last);
      assert.equal(beyondPriority(one, at(`${last}T23:00:00+01:00`), NOON), undefined);
      assert.equal(beyondPriority(one, at(`${last}T23:00:00+01:00`) + DAY_MS, NOON), last);
    });

  for (const [authored, now, priority, expected] of [
    ['2026-05-24T12:00:00+02:00', '2026-11-24T23:59:00+01:00', 'D', undefined],
    ['2026-05-24T12:00:00+02:00', '2026-11-25T00:00:00+01:00', 'D', 'prescription-expired'],
    ['2026-08-31T12:00:00+02:00', '2027-02-28T12:00:00+01:00', 'D', undefined],
    ['2026-08-31T12:00:00+02:00', '2027-03-01T00:00:00+01:00', 'D', 'prescription-expired'],
    ['2026-11-22T12:00:00+01:00', '2026-11-24T12:00:00+01:00', 'U', undefined],
    ['2026-11-22T12:00:00+01:00', '2026-11-24T12:00:00.001+01:00', 'U', 'priority-expired'],
    ['2026-01-22T12:00:00+01:00', '2026-11-24T12:00:00+01:00', 'U', 'prescription-expired'],
  ] as const)
    it(`of class ${priority} of ${authored} are ${expected ?? 'good'} at ${now}`, () =>
      assert.equal(expiryOf({ priority, authoredAt: at(authored) }, at(now)), expected));

  it('are booked once, for their own service, in a slot to come within the horizon', () => {
    const request = { prescription: prescription(), appointment: undefined, isProtected: false };
    assert.equal(refusalOf(request, { service: 'S' }, NOON), undefined);
    assert.equal(refusalOf(request, { service: 'T' }, NOON), 'service-mismatch');
    const appointment = { status: 'booked', end: NOON + 1 } as StoredAppointment; // what is read of it
    assert.equal(refusalOf({ ...request, appointment }, { service: 'S' }, NOON), 'already-booked');
    assert.equal(isBookable({ start: NOON }, NOON), false);
    assert.equal(isBookable({ start: NOON + 180 * DAY_MS }, NOON), true);
    assert.equal(isBookable({ start: NOON + 180 * DAY_MS + 1 }, NOON), false);
    const states = [
      statusOf(request, NOON),
      statusOf({ ...request, appointment }, NOON),
      statusOf({ ...request, appointment }, NOON + 1),
      statusOf({ ...request, prescription: prescription({ authoredAt: 0 }) }, NOON),
    ];
    assert.deepEqual(states, ['active', 'on-hold', 'completed', 'revoked']);
  });

  it('hide from who acts what is protected, with all of the same number and its appointments', () => {
    const ordered = [
      prescription({ id: 'v', nre: 'A', label: 'V' }),
      prescription({ id: 'same', nre: 'A' }),
      prescription({ id: 'other', nre: 'B' }),
    ];
    const booked = ['same', 'other', 'gone'].map(
      (of) =>
        ({
          id: `a-${of}`,
          prescription: of,
          label: of === 'gone' ? 'V' : 'N',
        }) as StoredAppointment,
    );
    const { requests, bookings } = itemsOf(ordered, booked);
    const seen = (isDelegate: boolean): string[] => [
      ...requests.filter((one) => visible(one, { isDelegate })).map((one) => one.prescription.id),
      ...bookings.filter((one) => visible(one, { isDelegate })).map((one) => one.appointment.id),
    ];
    assert.deepEqual(seen(true), ['other', 'a-other']);
    assert.equal(seen(false).length, 6);
  });

  it('hide what was booked while it was protected, with the prescription that would tell of it', () => {
    const appointment = { id: 'a', prescription: 'p', liveFor: 'p', label: 'V' };
    const { requests, bookings } = itemsOf(
      [prescription({ id: 'p', nre: 'A' })],
      [appointment as StoredAppointment],
    );
    const items = [...requests, ...bookings];
    assert.deepEqual(
      items.filter((one) => visible(one, { isDelegate: true })),
      [],
    );
    assert.equal(items.filter((one) => visible(one, { isDelegate: false })).length, 2);
  });
});

describe('slots', () => {
  const slot = keyed({
    id: 's',
    calendar: 'c',
    healthService: 'h',
    place: 'l',
    service: 'S',
    specialty: 'x',
    start: NOON,
    end: NOON + 1,
    revision: 0,
  });

  it('are found by service, state and week, which turns on Monday in Rome', () => {
    const monday = at('2026-11-23T00:00:00+01:00');
    assert.equal(weekOf(monday) - weekOf(monday - 1), 1);
    assert.equal(weekOf(monday + 7 * DAY_MS - 1), weekOf(monday));
    assert.deepEqual(weeksOf(monday - 1, monday), [weekOf(monday) - 1, weekOf(monday)]);
    assert.deepEqual(weeksOf(NOON, NOON - 1), []);
    assert.equal(slot.byService, `free|S|${weekOf(NOON)}`);
    assert.equal(held(slot, 'a', NOON).byCalendar, `busy|c|${weekOf(NOON)}`);
  });

  it('are held for one appointment, and agree with the appointments in the end', () => {
    const mine = held(slot, 'a', NOON);
    assert.throws(() => held(mine, 'b', NOON), { code: 'slot-taken' });
    assert.equal(held(mine, 'a', NOON).takenBy, 'a');
    const had = settledBy(mine, 'a', { now: NOON, mine: 'a' });
    assert.deepEqual([had.takenBy, had.holdUntil], ['a', undefined]);
    assert.equal(settledBy(mine, 'a', { now: NOON }), mine, 'another change holds it');
    assert.equal(settledBy(mine, undefined, { now: NOON }), mine);
    assert.equal(settledBy(mine, undefined, { now: NOON, mine: 'a' }).takenBy, undefined);
    assert.equal(settledBy(mine, undefined, { now: mine.holdUntil ?? 0 }).takenBy, undefined);
    assert.equal(
      settledBy(had, undefined, { now: NOON }).takenBy,
      undefined,
      'left in the worst moment',
    );
    assert.equal(settledBy(mine, 'b', { now: NOON }).takenBy, 'b', 'the appointment is the truth');
    assert.equal(leaving(had, 'b', NOON), had);
    assert.notEqual(leaving(had, 'a', NOON).holdUntil, undefined);
    assert.equal(settledBy(slot, undefined, { now: NOON }), slot);
  });
});
