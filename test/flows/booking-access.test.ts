/** Each route of the booking server for each kind of caller: in or out, as `resource-servers.md` 3 prints it. */
import assert from 'node:assert/strict';
import {
  bookingRoutes,
  type BookingRoutesOptions,
} from '../../src/resource-servers/booking/routes.ts';
import { ACR_PIN } from '../../src/tokens/acr.ts';
import { askDoor, IN } from '../support/doors.ts';
import { BOOKING_SCOPE, testBooking } from '../support/booking.ts';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import type { TestService } from '../support/service.ts';
import { personClaims, serviceClaims } from '../support/tokens.ts';

const SCOPE = 'ACCESS_DENIED_LEVEL';
const BASIS = 'delegation-basis';
const ACTION = 'delegation-action';
const CODES = [SCOPE, 'delegation-not-accepted', BASIS, ACTION, 'step-up-required'];

/**
 * Columns: the patient; parent, guardian and mandate with every action; the same three with every
 * action but `book` and `audit`; the patient with PIN; with the other scope alone; a service.
 */
const COLUMNS = ['S', 'P', 'G', 'M', 'P-', 'G-', 'M-', 'S pin', 'S other', 'service'] as const;
type Column = (typeof COLUMNS)[number];

const BOOK = [IN, IN, IN, IN, ACTION, ACTION, ACTION, IN, SCOPE, SCOPE];
const LOG = [IN, IN, IN, BASIS, ACTION, ACTION, BASIS, IN, SCOPE, SCOPE];
const TABLE: Readonly<Record<string, readonly string[]>> = {
  'GET /ServiceRequest': BOOK,
  'GET /ServiceRequest/:id': BOOK,
  'GET /Slot': BOOK,
  'POST /Slot/_search': BOOK,
  'GET /Slot/:id': BOOK,
  'GET /Schedule/:id': BOOK,
  'GET /HealthcareService': BOOK,
  'GET /HealthcareService/:id': BOOK,
  'GET /Location': BOOK,
  'GET /Location/:id': BOOK,
  'GET /Appointment': BOOK,
  'POST /Appointment/_search': BOOK,
  'GET /Appointment/:id': BOOK,
  'POST /Appointment': BOOK,
  'PUT /Appointment/:id': BOOK,
  'PATCH /Appointment/:id': BOOK,
  'GET /AuditEvent': LOG,
  'GET /AuditEvent/:id': LOG,
};

describe('access to the booking server', () => {
  let server: TestService;
  let people: Subjects;
  let tokens: Tokens;
  before(async () => {
    server = await testBooking();
    people = demoSubjects();
    tokens = tokensFor(server.issuer, people, server.url);
  });
  after(() => server[Symbol.asyncDispose]());

  function tokenOf(column: Column, route: string): Promise<string> {
    const aud = server.url;
    const isRead = route.startsWith('GET') || route.endsWith('_search');
    const pin = { ...personClaims(people.Luca, BOOKING_SCOPE), acr: ACR_PIN, aud };
    if (column === 'S') return tokens.self('Luca', BOOKING_SCOPE);
    if (column === 'S pin') return server.issuer.mint(pin);
    if (column === 'S other') return tokens.self('Luca', isRead ? 'booking:write' : 'booking:read');
    if (column === 'service')
      return server.issuer.mint({ ...serviceClaims('laboratorio', BOOKING_SCOPE), aud });
    const basis = { P: 'parental', G: 'guardianship', M: 'mandate' } as const;
    const letter = column.charAt(0) as keyof typeof basis; // the columns that are left begin with one
    const others = ['read', 'consent', 'notes', 'declare', 'choose-doctor'];
    const change = column.endsWith('-') ? { actions: others } : {};
    return tokens.acting('Luca', basis[letter], change, BOOKING_SCOPE);
  }

  const answerTo = (route: string, token: string): Promise<string> =>
    askDoor(server, route, token, { codes: CODES });

  it('is in the table for every route there is', () => {
    const nothing = { base: '', issuer: '', stores: {} } as BookingRoutesOptions; // listed, never run
    assert.deepEqual(
      bookingRoutes(nothing)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
      Object.keys(TABLE).sort(),
    );
  });

  for (const [route, row] of Object.entries(TABLE))
    it(`${route} is as printed for each caller`, async () => {
      const found = await Promise.all(
        COLUMNS.map(async (column) => answerTo(route, await tokenOf(column, route))),
      );
      assert.deepEqual(
        Object.fromEntries(COLUMNS.map((column, n) => [column, found[n]])),
        Object.fromEntries(COLUMNS.map((column, n) => [column, row[n]])),
      );
    });

  it('names another patient nowhere: 403 before anything is looked up', async () => {
    const token = await tokens.acting('Luca', 'parental', {}, BOOKING_SCOPE);
    const other = people.Sara;
    for (const query of [
      `ServiceRequest?patient=${other.sub}`,
      `ServiceRequest?subject=Patient/${other.sub}`,
      `Appointment?patient=${server.url}/Patient/${other.sub}`,
      `Appointment?patient.identifier=${other.fiscalCode}`,
    ]) {
      const response = await server.ask(`/${query}`, token);
      assert.equal(response.status, 403, query);
      assert.match(await response.text(), /"other-patient"/);
    }
  });

  it('refuses other methods, forms and types in words', async () => {
    const token = await tokens.self('Luca', BOOKING_SCOPE);
    for (const [init, path, status] of [
      [{ method: 'DELETE' }, '/Appointment/x', 405],
      [{ method: 'POST' }, '/ServiceRequest', 405],
      [{ method: 'PUT' }, '/Slot/x', 405],
      [{ headers: { Accept: 'application/fhir+xml' } }, '/Appointment', 406],
      [
        { method: 'POST', body: '<a/>', headers: { 'Content-Type': 'application/xml' } },
        '/Appointment',
        415,
      ],
      [
        { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } },
        '/Appointment?a=b',
        400,
      ],
      [{}, '/Encounter', 404],
    ] as const)
      assert.equal((await server.ask(path, token, init)).status, status, path);
  });

  it('is told in the CapabilityStatement for every type and method there is', async () => {
    const statement = (await (await server.ask('/metadata')).json()) as {
      patchFormat: string[];
      rest: { resource: { type: string; interaction: { code: string }[] }[] }[];
    };
    const told = statement.rest.flatMap(({ resource }) =>
      resource.flatMap(({ type, interaction }) => interaction.map(({ code }) => `${type} ${code}`)),
    );
    const codes: Readonly<Record<string, string>> = {
      POST: 'create',
      PUT: 'update',
      PATCH: 'patch',
    };
    const served = Object.keys(TABLE).map((route) => {
      const [method = '', path = ''] = route.split(' ');
      const [, type = '', rest] = path.split('/');
      if (rest === '_search' || (method === 'GET' && rest === undefined))
        return `${type} search-type`;
      return `${type} ${codes[method] ?? 'read'}`;
    });
    assert.deepEqual([...new Set(served)].sort(), told.sort());
    assert.equal(statement.patchFormat.length, 2);
  });
});
