/** Booking, moving and cancelling as a citizen does: what is answered, and what is there afterwards. */
import assert from 'node:assert/strict';
import type { Appointment, Bundle, ServiceRequest, Slot } from 'fhir/r4.js';
import { openBookingStores } from '../../src/resource-servers/booking/collections.ts';
import {
  BOOKING_SCOPE,
  bookingBody,
  CANCEL,
  feedPeople,
  fieldOf,
  matchesOf,
  moveTo,
  outcomeOf,
  prescribe,
  sending,
  slotsOf,
  testBooking,
} from '../support/booking.ts';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import type { TestService } from '../support/service.ts';

const CARDIOLOGY = '008970Z9';
const EYES = '009502Z9';
const DAY_MS = 86_400_000;

describe('bookings', () => {
  let server: TestService;
  let people: Subjects;
  let tokens: Tokens;
  before(async () => {
    server = await testBooking();
    people = demoSubjects();
    tokens = tokensFor(server.issuer, people, server.url);
    await feedPeople(server.store, people);
  });
  after(() => server[Symbol.asyncDispose]());

  const self = (name: keyof Subjects): Promise<string> => tokens.self(name, BOOKING_SCOPE);
  const asMother = (name: keyof Subjects): Promise<string> =>
    tokens.acting(name, 'parental', {}, BOOKING_SCOPE);
  const post = async (token: string, body: unknown, headers = {}): Promise<Response> =>
    server.ask('/Appointment', token, sending('POST', body, headers));
  const patch = async (token: string, id: string, body: unknown, headers = {}): Promise<Response> =>
    server.ask(`/Appointment/${id}`, token, sending('PATCH', body, headers));

  /** Free slots of a service from so many days on. */
  async function freeSlots(
    token: string,
    code: string,
    count: number,
    inDays = 7,
  ): Promise<Slot[]> {
    const from = new Date(Date.now() + inDays * DAY_MS).toISOString().slice(0, 10);
    const answer = await server.ask(slotsOf(code, `&start=ge${from}&_count=${count}`), token);
    assert.equal(answer.status, 200);
    return matchesOf<Slot>(answer);
  }

  async function statusOfSlot(token: string, id: string): Promise<string> {
    return ((await (await server.ask(`/Slot/${id}`, token)).json()) as Slot).status;
  }

  /** A fresh prescription of Mario's, booked; with two more free slots. */
  async function booked(
    given = {},
  ): Promise<{ appointment: Appointment; others: Slot[]; token: string }> {
    const token = await self('Mario');
    const { id } = await prescribe(server.store, people.Mario.fiscalCode);
    const [slot, ...others] = await freeSlots(token, CARDIOLOGY, 3);
    const answer = await post(token, bookingBody(slot?.id ?? '', id, given));
    assert.equal(answer.status, 201);
    return { appointment: (await answer.json()) as Appointment, others, token };
  }

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
      const token = await (basis ? tokens.acting(name, basis, {}, BOOKING_SCOPE) : self(name));
      const totals = await Promise.all(
        ['/ServiceRequest', '/Appointment'].map(
          async (path) => ((await (await server.ask(path, token)).json()) as Bundle).total,
        ),
      );
      assert.deepEqual(totals, expected);
    });

  it('find free slots in order, page by page, with what is behind them', async () => {
    const token = await self('Giulia');
    const includes = '&_include=Slot:schedule&_include:iterate=Schedule:actor';
    const answer = await server.ask(slotsOf(CARDIOLOGY, `${includes}&_count=3`), token);
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
      const page = (await (await server.ask(next, token)).json()) as Bundle;
      starts.push(...(page.entry ?? []).map(({ resource }) => (resource as Slot).start));
      next = page.link?.find(({ relation }) => relation === 'next')?.url;
    }
    assert.equal(starts.length, first.total);
    assert.deepEqual(starts, [...starts].sort());
    assert.ok(Date.parse(starts[0] ?? '') > Date.now());
  });

  it('find slots by window, place, calendar, state and branch, and refuse to look everywhere', async () => {
    const token = await self('Giulia');
    const all = await freeSlots(token, EYES, 100);
    const [one] = all;
    const day = one?.start.slice(0, 10) ?? '';
    const total = async (path: string): Promise<number> =>
      Number(((await (await server.ask(path, token)).json()) as Bundle).total);
    const ofDay = await total(slotsOf(EYES, `&start=${day}`));
    assert.equal(ofDay, all.filter(({ start }) => start.startsWith(day)).length);
    const calendar = one?.schedule.reference ?? '';
    assert.equal(await total(`/Slot?schedule=${calendar}&start=${day}`), ofDay / 3);
    const schedule = (await (await server.ask(`/${calendar}`, token)).json()) as {
      actor: { reference: string }[];
    };
    for (const { reference } of schedule.actor) {
      assert.equal(
        await total(slotsOf(EYES, `&start=${day}&schedule.actor=${reference}`)),
        ofDay / 3,
      );
      assert.equal((await server.ask(`/${reference}`, token)).status, 200);
    }
    assert.equal(await total(slotsOf(`${EYES},unknown`, `&start=${day}`)), ofDay);
    assert.equal(await total(slotsOf('unknown')), 0);
    assert.equal(await total(slotsOf(EYES, '&specialty=AD_PSC008')), 0);
    assert.equal(await total(slotsOf(EYES, '&start=lt2020-01-01')), 0);
    assert.equal(await total(slotsOf(EYES, '&start=ge2099')), 0);
    assert.equal(await total(slotsOf(EYES, '&status=busy')), 0, 'the demo’s eyes are all free');
    assert.equal(await fieldOf(await server.ask('/Slot', token)), 'http.service-type');
    const posted = await server.ask('/Slot/_search', token, {
      method: 'POST',
      body: `service-type=${EYES}&start=${day}`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    assert.equal(((await posted.json()) as Bundle).total, ofDay);
  });

  it('find services and places by what is offered, name and town', async () => {
    const token = await self('Giulia');
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
        ((await (await server.ask(path, token)).json()) as Bundle).total,
        expected,
        path,
      );
  });

  it('are made by a parent, and then the prescription waits and the slot is busy', async () => {
    const token = await asMother('Luca');
    const [request] = await matchesOf<ServiceRequest>(await server.ask('/ServiceRequest', token));
    assert.equal(request?.status, 'active');
    const [slot] = await freeSlots(token, EYES, 1, 30);
    const body = bookingBody(slot?.id ?? '', request.id ?? '', {
      status: 'booked',
      start: slot?.start,
      end: slot?.end,
      participant: [{ actor: { reference: `Patient/${people.Luca.sub}` }, status: 'accepted' }],
      identifier: [{ system: 'urn:gass:client:portale-salute', value: 'luca-1' }],
      comment: 'Arriva con la nonna',
    });
    const answer = await post(token, body);
    assert.equal(answer.status, 201);
    const made = (await answer.json()) as Appointment;
    assert.equal(answer.headers.get('location'), `${server.url}/Appointment/${made.id}/_history/1`);
    assert.equal(answer.headers.get('etag'), 'W/"1"');
    assert.equal(made.status, 'booked');
    assert.equal(made.comment, 'Arriva con la nonna');
    assert.match(made.identifier?.[1]?.value ?? '', /^[A-Z]{2}-\d\d-[A-Z0-9]{8}$/);
    assert.equal(await statusOfSlot(token, slot?.id ?? ''), 'busy');
    const again = (await (
      await server.ask(`/ServiceRequest/${request.id}`, token)
    ).json()) as ServiceRequest;
    assert.equal(again.status, 'on-hold');
    assert.equal((await matchesOf(await server.ask('/ServiceRequest', token))).length, 0);
    assert.equal(
      (
        await matchesOf(
          await server.ask(`/ServiceRequest?requisition=${request.requisition?.value}`, token),
        )
      ).length,
      1,
    );
    const repeated = await post(token, body);
    assert.equal(repeated.status, 200);
    assert.equal(((await repeated.json()) as Appointment).id, made.id);
    const [found] = await matchesOf<Appointment>(
      await server.ask(
        '/Appointment?identifier=urn:gass:client:portale-salute|luca-1&_include=Appointment:actor',
        token,
      ),
    );
    assert.equal(found?.id, made.id);
  });

  it('say when the guaranteed days are over, and until when they can be cancelled', async () => {
    const { appointment } = await booked();
    const [cancelBy, beyond] = appointment.extension ?? [];
    assert.match(cancelBy?.valueDateTime ?? '', /T23:59:59\+0[12]:00$/);
    assert.equal(beyond, undefined);
    const token = await self('Mario');
    const { id } = await prescribe(server.store, people.Mario.fiscalCode, { priority: 'U' });
    const [late] = await freeSlots(token, CARDIOLOGY, 1, 20);
    const made = (await (await post(token, bookingBody(late?.id ?? '', id))).json()) as Appointment;
    assert.deepEqual(made.extension?.[1], {
      url: 'urn:gass:beyond-priority',
      valueDate: new Date(Date.now() + 3 * DAY_MS + 3_600_000).toISOString().slice(0, 10),
    });
  });

  it('are moved by PATCH and by PUT, each once, and free the slot that is left', async () => {
    const { appointment, others, token } = await booked();
    const id = appointment.id ?? '';
    const [second, third] = others.map((slot) => slot.id ?? '');
    const first = appointment.slot?.[0]?.reference?.slice('Slot/'.length) ?? '';
    const moved = await patch(token, id, moveTo(second ?? ''), { 'If-Match': 'W/"1"' });
    assert.equal(moved.status, 200);
    assert.equal(moved.headers.get('etag'), 'W/"2"');
    const resource = (await moved.json()) as Appointment;
    assert.equal(resource.start, others[0]?.start);
    assert.deepEqual(
      await Promise.all([first, second ?? ''].map((slot) => statusOfSlot(token, slot))),
      ['free', 'busy'],
    );
    const body = { ...resource, slot: [{ reference: `Slot/${third}` }], comment: 'dopo le 9' };
    const put = (): Promise<Response> =>
      server.ask(`/Appointment/${id}`, token, sending('PUT', body, { 'If-Match': 'W/"2"' }));
    assert.equal((await put()).headers.get('etag'), 'W/"3"');
    assert.equal((await put()).headers.get('etag'), 'W/"3"', 'a finished change is answered again');
    const merged = await patch(token, id, {
      slot: [{ reference: `Slot/${second}` }],
      comment: null,
    });
    const last = (await merged.json()) as Appointment;
    assert.equal(last.meta?.versionId, '4');
    assert.equal(last.comment, undefined);
    const states = await Promise.all(
      [second ?? '', third ?? ''].map((slot) => statusOfSlot(token, slot)),
    );
    assert.deepEqual(states, ['busy', 'free']);
  });

  it('are cancelled once, whatever is repeated, and can be booked again', async () => {
    const { appointment, others, token } = await booked();
    const id = appointment.id ?? '';
    const headers = { 'If-Match': 'W/"1"' };
    const answers = [
      await patch(token, id, CANCEL, headers),
      await patch(token, id, CANCEL, headers),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    const cancelled = (await answers[1]?.json()) as Appointment;
    assert.equal(cancelled.meta?.versionId, '2');
    assert.equal(cancelled.cancelationReason?.coding?.[0]?.code, 'pat');
    assert.equal(
      await statusOfSlot(token, appointment.slot?.[0]?.reference?.slice(5) ?? ''),
      'free',
    );
    assert.equal(
      await outcomeOf(await patch(token, id, moveTo(others[0]?.id ?? ''))),
      '422 not-changeable',
    );
    const request = appointment.basedOn?.[0]?.reference?.slice('ServiceRequest/'.length) ?? '';
    assert.equal((await post(token, bookingBody(others[0]?.id ?? '', request))).status, 201);
  });

  it('refuse a stale version, and what came too late', async () => {
    const { appointment, others, token } = await booked();
    const id = appointment.id ?? '';
    const stale = { 'If-Match': 'W/"7"' };
    assert.equal(await outcomeOf(await patch(token, id, CANCEL, stale)), '412 version-changed');
    assert.equal(
      await outcomeOf(await patch(token, id, moveTo(others[0]?.id ?? ''), stale)),
      '412 version-changed',
    );
    assert.equal(await statusOfSlot(token, others[0]?.id ?? ''), 'free');
    const giulia = await self('Giulia');
    const mine = await matchesOf<Appointment>(await server.ask('/Appointment', giulia));
    assert.deepEqual(
      mine.map(({ status }) => status),
      ['booked', 'booked', 'fulfilled'],
    );
    assert.equal(
      await outcomeOf(await patch(giulia, mine[1]?.id ?? '', CANCEL)),
      '422 cancel-too-late',
    );
    assert.equal(
      await outcomeOf(await patch(giulia, mine[2]?.id ?? '', CANCEL)),
      '422 not-changeable',
    );
  });

  it('refuse what the rules refuse, each by its code, and leave the slot free', async () => {
    const token = await self('Carla');
    const { fiscalCode } = people.Carla;
    const [slot] = await freeSlots(token, CARDIOLOGY, 1, 40);
    const slotId = slot?.id ?? '';
    const old = Date.now() - 200 * DAY_MS;
    const ids = {
      other: await prescribe(server.store, fiscalCode, {
        service: { code: EYES, display: 'Altro' },
      }),
      expired: await prescribe(server.store, fiscalCode, { authoredAt: old }),
      urgent: await prescribe(server.store, fiscalCode, {
        priority: 'U',
        authoredAt: Date.now() - 49 * 3_600_000,
      }),
      foreign: await prescribe(server.store, people.Mario.fiscalCode),
      good: await prescribe(server.store, fiscalCode),
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
          participant: [{ actor: { reference: `Patient/${people.Mario.sub}` } }],
        }),
      ],
      [
        '403 other-patient',
        bookingBody(slotId, ids.good.id, {
          participant: [{ actor: { identifier: { value: people.Mario.fiscalCode } } }],
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
      assert.equal(await outcomeOf(await post(token, body)), expected);
    assert.equal(await statusOfSlot(token, slotId), 'free');
  });

  it('have at most 20 seats a person, and protected ones are counted apart', async () => {
    const { fiscalCode } = people.Carla;
    const token = async (): Promise<string> => self('Carla'); // 20 writes a minute for one token
    const slots = await freeSlots(await token(), CARDIOLOGY, 25, 45);
    const book = async (slot: Slot | undefined, label: 'N' | 'V'): Promise<string> => {
      const { id } = await prescribe(server.store, fiscalCode, { label });
      return outcomeOf(await post(await token(), bookingBody(slot?.id ?? '', id)));
    };
    assert.equal(await book(slots[24], 'V'), '201');
    const answers = await Promise.all(slots.slice(0, 23).map((slot) => book(slot, 'N')));
    assert.deepEqual(answers.sort(), [
      ...Array.from({ length: 20 }, () => '201'),
      ...Array.from({ length: 3 }, () => '422 too-many'),
    ]);
    const busy = await server.ask(slotsOf(CARDIOLOGY, '&status=busy&_count=0'), await token());
    const stores = openBookingStores(server.store);
    const live = await stores.appointments.find({ fiscalCode });
    assert.equal(live.length, 21);
    assert.ok(Number(((await busy.json()) as Bundle).total) >= 21);
  });

  it('name nobody in a slot', async () => {
    const { appointment, token } = await booked();
    const slot = appointment.slot?.[0]?.reference ?? '';
    const text = await (await server.ask(`/${slot}`, token)).text();
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
