/** Bad input at every endpoint of the booking server: refused in words, never a 5xx, nothing changed. */
import assert from 'node:assert/strict';
import type { Bundle } from 'fhir/r4.js';
import { type Dice, diceOf } from '../support/bad-requests.ts';
import { bookingBody, BOOKING_SCOPE, prescribe, sending, testBooking } from '../support/booking.ts';
import { NAMES, NASTY, PATHS, TYPES } from '../support/booking-nasty.ts';
import { assertAtRest, feedCorner } from '../support/booking-corner.ts';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import { assertValid } from '../support/fhir-validators.ts';
import type { StoredSlot } from '../../src/resource-servers/booking/stored.ts';
import type { TestService } from '../support/service.ts';
import { sendRaw } from '../support/send-raw.ts';

const REQUESTS = 500;
const SEED = 4;

describe('bad input at the booking server', () => {
  let server: TestService;
  let people: Subjects;
  let tokens: Tokens;
  let slots: readonly StoredSlot[];
  let own: Record<string, unknown>;
  let prescription: string;
  before(async () => {
    server = await testBooking();
    people = demoSubjects();
    tokens = tokensFor(server.issuer, people, server.url);
    slots = await feedCorner(server.store, 3);
    const [first, second] = [
      await prescribe(server.store, people.Mario.fiscalCode),
      await prescribe(server.store, people.Mario.fiscalCode),
    ];
    prescription = second.id;
    const body = bookingBody(slots[0]?.id ?? '', first.id);
    const answer = await server.ask('/Appointment', await self(), sending('POST', body));
    own = (await answer.json()) as Record<string, unknown>;
  });
  after(() => server[Symbol.asyncDispose]());

  const self = (): Promise<string> => tokens.self('Mario', BOOKING_SCOPE);
  const dice: Dice = diceOf(SEED);
  const pick = <T>(list: readonly T[]): T => list[dice(list.length)] as T; // lists are never empty

  /** Of the wrong kinds; nothing of it may book, move or cancel. */
  function body(): string {
    const good = bookingBody(slots[1]?.id ?? '', prescription);
    const odd = pick([
      null,
      [],
      {},
      0,
      '',
      '\u0000',
      'x'.repeat(5000),
      [null],
      [[]],
      { a: 1 },
      true,
    ]);
    const name = pick([
      'resourceType',
      'status',
      'slot',
      'basedOn',
      'participant',
      'start',
      'identifier',
      'comment',
    ]);
    const path = pick([
      '/status',
      '/slot/0/reference',
      '/toString/x',
      '/__proto__/x',
      '/a',
      '',
      '/slot/-',
      '/slot/99',
    ]);
    return pick([
      '',
      JSON.stringify(good).slice(0, dice(100)),
      JSON.stringify({ ...good, [name]: odd === true ? null : odd, status: 'waitlist' }),
      JSON.stringify({ ...good, slot: [{ reference: 'Slot/none' }], [name]: odd }),
      JSON.stringify({ ...own, [name]: odd, status: 'arrived' }),
      JSON.stringify({ [name]: odd, status: 'arrived' }),
      JSON.stringify([{ op: pick(['add', 'replace', 'test', 'copy', 'x']), path, value: odd }]),
      JSON.stringify([{ op: 'remove', path: '/status' }]),
      JSON.stringify([{ op: 'replace', path: '/status' }]),
      '[]',
      'null',
      '"text"',
      '{"__proto__":{"resourceType":"Appointment"}}',
      `${'['.repeat(60_000)}${']'.repeat(60_000)}`,
      `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`,
      'service-type=%ff&_count=%00&'.repeat(1000),
      'x'.repeat(300_000),
    ]);
  }

  it(`answers ${REQUESTS} requests in words and below 500`, async function () {
    this.timeout(60_000);
    let token = '';
    const seen = new Set<string>(); // most refusals are alike
    for (let n = 0; n < REQUESTS; n += 1) {
      if (n % 10 === 0)
        token = await (dice(3) === 0
          ? tokens.acting('Luca', 'parental', {}, BOOKING_SCOPE)
          : self());
      const [method, shape] = pick(PATHS);
      const path = shape.replace('{}', pick(NASTY) || 'x').replace('own', String(own['id']));
      const query = Array.from(
        { length: method === 'GET' ? dice(4) : dice(8) === 0 ? 1 : 0 },
        () => `${encodeURIComponent(pick(NAMES))}=${pick(NASTY)}`,
      ).join('&');
      const headers: Record<string, string> = {
        authorization:
          dice(20) === 0 ? pick(['Bearer', 'Bearer a b', 'DPoP x']) : `Bearer ${token}`,
        ...(method === 'GET'
          ? {}
          : { 'content-type': dice(2) === 0 ? 'application/json' : pick(TYPES) }),
        ...(dice(5) === 0
          ? { accept: pick(['', 'text/html', '*/*;q=x', 'application/fhir+xml']) }
          : {}),
        ...(dice(5) === 0 ? { prefer: pick(['handling=strict', 'return=minimal', ',;=']) } : {}),
        ...(dice(8) === 0
          ? {
              'if-none-exist': pick([
                '',
                'identifier=|',
                'a=b&c=d',
                '%',
                'identifier=urn:gass:client:portale-salute|',
              ]),
            }
          : {}),
        ...(dice(8) === 0
          ? { 'if-match': pick(['', '*x', 'W/"1', '"0"', 'W/"99999999999999999999"']) }
          : {}),
      };
      const full = `${path}${query === '' ? '' : `?${query}`}`;
      const answer = await sendRaw(
        server.url,
        method,
        full,
        headers,
        method === 'GET' ? undefined : body(),
      );
      const label = `${n} ${method} ${full.slice(0, 200)} -> ${answer.status} ${answer.body.slice(0, 300)}`;
      assert.ok(answer.status < 500, label);
      if (answer.status < 400) continue;
      assert.ok(answer.body.length < 2000, label);
      assert.equal(answer.type, 'application/fhir+json; charset=utf-8', label);
      if (!seen.has(answer.body)) assertValid(JSON.parse(answer.body));
      seen.add(answer.body);
    }
  });

  it('changed nothing, broke nothing, and left no line about a fault of ours in the log', async () => {
    assert.equal(await assertAtRest(server.store, slots, [people.Mario]), 1);
    const answer = await server.ask('/Appointment', await self());
    const { total, entry } = (await answer.json()) as Bundle;
    assert.equal(total, 1);
    assert.deepEqual(entry?.[0]?.resource, own);
    assert.equal(Object.prototype.toString.call([]), '[object Array]');
    const faults = server.logs.lines().filter(({ level }) => Number(level) >= 50);
    assert.deepEqual(faults, []);
  });
});
