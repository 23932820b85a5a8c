/** Every refusal of a malformed request names the element, parameter or operation that is wrong. */
import assert from 'node:assert/strict';
import type { StoredSlot } from '../../src/resource-servers/booking/stored.ts';
import {
  bookingBody,
  BOOKING_SCOPE,
  CANCEL,
  fieldOf,
  outcomeOf,
  prescribe,
  sending,
  testBooking,
} from '../support/booking.ts';
import { feedCorner } from '../support/booking-corner.ts';
import { demoSubjects, tokensFor } from '../support/demo-subjects.ts';
import type { TestService } from '../support/service.ts';

describe('a malformed booking', () => {
  let server: TestService;
  let slots: readonly StoredSlot[];
  let own: Record<string, unknown>;
  let prescription: string;
  const people = demoSubjects();
  before(async () => {
    server = await testBooking();
    slots = await feedCorner(server.store, 2);
    prescription = (await prescribe(server.store, people.Mario.fiscalCode)).id;
    const { id } = await prescribe(server.store, people.Mario.fiscalCode);
    const body = bookingBody(slots[0]?.id ?? '', id);
    const answer = await server.ask('/Appointment', await self(), sending('POST', body));
    own = (await answer.json()) as Record<string, unknown>;
  });
  after(() => server[Symbol.asyncDispose]());

  const self = (): Promise<string> =>
    tokensFor(server.issuer, people, server.url).self('Mario', BOOKING_SCOPE);

  it('is refused by its name', async () => {
    const id = String(own['id']);
    const good = bookingBody(slots[1]?.id ?? '', prescription);
    for (const [method, sent, field, status] of [
      ['POST', { ...good, status: 'arrived' }, 'Appointment.status', '400 VALIDATION_ERROR'],
      ['POST', { ...good, slot: [] }, 'Appointment.slot', '400 VALIDATION_ERROR'],
      [
        'POST',
        { ...good, slot: [{ reference: 'Slot/a b' }] },
        'Appointment.slot',
        '400 VALIDATION_ERROR',
      ],
      [
        'POST',
        { ...good, basedOn: [{ reference: 'x' }, {}] },
        'Appointment.basedOn',
        '400 VALIDATION_ERROR',
      ],
      ['POST', { ...good, comment: ' ' }, 'Appointment.comment', '400 VALIDATION_ERROR'],
      ['POST', { ...good, participant: 'x' }, 'Appointment.participant', '400 VALIDATION_ERROR'],
      ['PUT', { ...own, id: 'other' }, 'Appointment.id', '400 VALIDATION_ERROR'],
      ['PUT', { ...own, status: 'fulfilled' }, 'Appointment.status', '422 not-changeable'],
      ['PUT', { ...own, priority: 1 }, 'Appointment.priority', '422 not-changeable'],
      ['PUT', { ...own, start: '2026-12-01T08:00:00Z' }, 'Appointment.start', '422 not-changeable'],
      [
        'PUT',
        { ...own, slot: [{ reference: 'Slot/none' }] },
        'Appointment.slot',
        '422 NOT_PROCESSABLE',
      ],
      ['PATCH', [{ op: 'copy', path: '/a', from: '/b' }], '[0].op', '400 VALIDATION_ERROR'],
      [
        'PATCH',
        [{ op: 'add', path: '/toString/call', value: 1 }],
        '[0].path',
        '422 not-changeable',
      ],
      ['PATCH', [{ op: 'replace', path: '/status' }], '[0].value', '400 VALIDATION_ERROR'],
      ['PATCH', [{ op: 'test', path: '/status', value: 'x' }], '[0].path', '422 NOT_PROCESSABLE'],
      ['PATCH', [{ op: 'remove', path: '/slot/7/reference' }], '[0].path', '400 VALIDATION_ERROR'],
      ['PATCH', [{ op: 'add', path: '/status/text', value: 'x' }], 'body', '400 VALIDATION_ERROR'],
      ['PATCH', [{ op: 'remove', path: '/status/0' }], 'body', '400 VALIDATION_ERROR'],
      [
        'PATCH',
        { cancelationReason: { text: 'x' } },
        'Appointment.cancelationReason',
        '400 VALIDATION_ERROR',
      ],
      [
        'PATCH',
        { cancellationReason: { text: 'x' } },
        'Appointment.cancellationReason',
        '422 not-changeable',
      ],
      [
        'PATCH',
        [...CANCEL, { op: 'add', path: '/cancelationReason/coding', value: [] }],
        'Appointment.cancelationReason',
        '400 VALIDATION_ERROR',
      ],
    ] as const) {
      const path = method === 'POST' ? '/Appointment' : `/Appointment/${id}`;
      const answer = await server.ask(path, await self(), sending(method, sent));
      assert.equal(await outcomeOf(answer.clone()), status, JSON.stringify(sent));
      assert.equal(await fieldOf(answer), field, JSON.stringify(sent));
    }
  });

  it('is refused by the name of its parameter', async () => {
    for (const [path, field] of [
      ['/Slot?service-type=a&start=x', 'http.start'],
      ['/Slot?service-type=a&_sort=-start', 'http._sort'],
      ['/Appointment?date=2026-13', 'http.date'],
      ['/Appointment?based-on=a b', 'http.based-on'],
      ['/ServiceRequest?_count=-1', 'http._count'],
      ['/Location?_cursor=x', 'http._cursor'],
    ] as const)
      assert.equal(await fieldOf(await server.ask(path, await self())), field);
  });
});
