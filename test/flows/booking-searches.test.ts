/** Finding slots, services and places, and one's own prescriptions and appointments. */
import assert from 'node:assert/strict';
import type { Bundle, Slot } from 'fhir/r4.js';
import { BOOKING_SCOPE, fieldOf, slotsOf } from '../support/booking.ts';
import { type BookingVisit, CARDIOLOGY, EYES, openVisit } from '../support/booking-visit.ts';

describe('searches of bookings', () => {
  let visit: BookingVisit;
  before(async () => {
    visit = await openVisit();
  });
  after(() => visit[Symbol.asyncDispose]());

  for (const [name, basis, expected] of [
    ['Giulia', undefined, [2, 3]],
    ['Luca', 'parental', [1, 0]],
    ['Sara', undefined, [2, 0]],
    ['Sara', 'parental', [1, 0]],
    ['Pietro', 'guardianship', [0, 1]],
    ['Anna', undefined, [2, 0]],
    ['Anna', 'mandate', [1, 0]],
    ['Mario', undefined, [0, 0]],
    ['Carla', undefined, [0, 0]],
  ] as const)
    it(`shows ${name}’s demo things to ${basis ?? 'their owner'}`, async () => {
      const token = await (basis
        ? visit.tokens.acting(name, basis, {}, BOOKING_SCOPE)
        : visit.self(name));
      const totals = await Promise.all(
        ['/ServiceRequest', '/Appointment'].map(
          async (path) => ((await (await visit.server.ask(path, token)).json()) as Bundle).total,
        ),
      );
      assert.deepEqual(totals, expected);
    });

  it('find free slots in order, page by page, with what is behind them', async () => {
    const token = await visit.self('Giulia');
    const includes = '&_include=Slot:schedule&_include:iterate=Schedule:actor';
    const answer = await visit.server.ask(slotsOf(CARDIOLOGY, `${includes}&_count=3`), token);
    const first = (await answer.json()) as Bundle;
    const types = first.entry?.map(
      ({ resource, search }) => `${resource?.resourceType} ${search?.mode}`,
    );
    assert.deepEqual(
      [...new Set(types)],
      ['Slot match', 'Schedule include', 'HealthcareService include', 'Location include'],
    );
    assert.ok(Number(first.total) > 100);
    const starts: string[] = [];
    for (let next: string | undefined = slotsOf(CARDIOLOGY, '&_count=100'); next !== undefined; ) {
      const page = (await (await visit.server.ask(next, token)).json()) as Bundle;
      starts.push(...(page.entry ?? []).map(({ resource }) => (resource as Slot).start));
      next = page.link?.find(({ relation }) => relation === 'next')?.url;
    }
    assert.equal(starts.length, first.total);
    assert.deepEqual(starts, [...starts].sort());
    assert.ok(Date.parse(starts[0] ?? '') > Date.now());
  });

  it('find slots by window, place, calendar, state and branch, and refuse to look everywhere', async () => {
    const token = await visit.self('Giulia');
    const all = await visit.freeSlots(token, EYES, 100);
    const [one] = all;
    const day = one?.start.slice(0, 10) ?? '';
    const total = async (path: string): Promise<number> =>
      Number(((await (await visit.server.ask(path, token)).json()) as Bundle).total);
    const ofDay = await total(slotsOf(EYES, `&start=${day}`));
    assert.equal(ofDay, all.filter(({ start }) => start.startsWith(day)).length);
    const calendar = one?.schedule.reference ?? '';
    assert.equal(await total(`/Slot?schedule=${calendar}&start=${day}`), ofDay / 3);
    const schedule = (await (await visit.server.ask(`/${calendar}`, token)).json()) as {
      actor: { reference: string }[];
    };
    for (const { reference } of schedule.actor) {
      assert.equal(
        await total(slotsOf(EYES, `&start=${day}&schedule.actor=${reference}`)),
        ofDay / 3,
      );
      assert.equal((await visit.server.ask(`/${reference}`, token)).status, 200);
    }
    assert.equal(await total(slotsOf(`${EYES},unknown`, `&start=${day}`)), ofDay);
    assert.equal(await total(slotsOf(EYES, `&start=${day}&_id=${one?.id ?? ''}`)), 1);
    assert.equal(await total(slotsOf('unknown')), 0);
    assert.equal(await total(slotsOf(EYES, '&specialty=AD_PSC008')), 0);
    assert.equal(await total(slotsOf(EYES, '&start=lt2020-01-01')), 0);
    assert.equal(await total(slotsOf(EYES, '&start=ge2099')), 0);
    assert.equal(await total(slotsOf(EYES, '&status=busy')), 0, 'the demo’s eyes are all free');
    assert.equal(await fieldOf(await visit.server.ask('/Slot', token)), 'http.service-type');
    const posted = await visit.server.ask('/Slot/_search', token, {
      method: 'POST',
      body: `service-type=${EYES}&start=${day}`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    assert.equal(((await posted.json()) as Bundle).total, ofDay);
  });

  it('find services and places by what is offered, name and town', async () => {
    const token = await visit.self('Giulia');
    for (const [path, expected] of [
      ['/HealthcareService', 12],
      [`/HealthcareService?service-type=${EYES}`, 3],
      ['/HealthcareService?name=ambulatorio oculistica\\, b', 2],
      ['/Location', 3],
      ['/Location?address-city=berg', 1],
      [`/Location?service-type=${EYES}&name=casa`, 1],
      ['/Location?service-type=unknown', 0],
    ] as const)
      assert.equal(
        ((await (await visit.server.ask(path, token)).json()) as Bundle).total,
        expected,
        path,
      );
  });

  it('name nobody in a slot', async () => {
    const { appointment, token } = await visit.booked();
    const slot = appointment.slot?.[0]?.reference ?? '';
    const text = await (await visit.server.ask(`/${slot}`, token)).text();
    assert.deepEqual(Object.keys(JSON.parse(text) as object).sort(), [
      'end',
      'id',
      'resourceType',
      'schedule',
      'serviceType',
      'specialty',
      'start',
      'status',
    ]);
  });
});
