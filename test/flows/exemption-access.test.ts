/** Each route of the exemption server for each kind of caller: in or out, as `resource-servers.md` 4 prints it. */
import assert from 'node:assert/strict';
import {
  exemptionRoutes,
  type ExemptionRoutesOptions,
} from '../../src/resource-servers/exemption/routes.ts';
import { ACR_OTP, ACR_PIN } from '../../src/tokens/acr.ts';
import { askDoor, IN } from '../support/doors.ts';
import { type TestExemption, testExemption } from '../support/exemption.ts';
import { serviceClaims } from '../support/tokens.ts';

const SCOPE = 'ACCESS_DENIED_LEVEL';
const BASIS = 'delegation-basis';
const ACTION = 'delegation-action';
const LEVEL = 'step-up-required';
const CODES = [SCOPE, BASIS, ACTION, LEVEL];

/**
 * Columns: the patient; parent, guardian, mandate with the actions each may have (a mandate: read);
 * parent and guardian who may read alone; the three with no action; a service.
 */
const COLUMNS = ['S', 'P', 'G', 'M', 'P:read', 'G:read', 'P-', 'G-', 'M-', 'service'] as const;
type Column = (typeof COLUMNS)[number];
type Row = readonly string[];

const READ: Row = [IN, IN, IN, IN, IN, IN, ACTION, ACTION, ACTION, SCOPE];
const BY_LAW: Row = [IN, IN, IN, BASIS, IN, IN, ACTION, ACTION, BASIS, SCOPE];
const DECLARE: Row = [IN, IN, IN, BASIS, ACTION, ACTION, ACTION, ACTION, BASIS, SCOPE];
const LOG: Row = [IN, IN, IN, BASIS, ACTION, ACTION, ACTION, ACTION, BASIS, SCOPE];
const TABLE: Readonly<Record<string, Row>> = {
  'GET /Coverage': READ,
  'POST /Coverage/_search': READ,
  'GET /Coverage/:id': READ,
  'GET /declaration-texts': BY_LAW,
  'GET /declarations': BY_LAW,
  'GET /declarations/:id': BY_LAW,
  'POST /declarations': DECLARE,
  'POST /declarations/:id/revocation': DECLARE,
  'GET /AuditEvent': LOG,
  'GET /AuditEvent/:id': LOG,
};
const WRITES = Object.keys(TABLE).filter((route) => TABLE[route] === DECLARE);

describe('access to the exemption server', () => {
  let server: TestExemption;
  before(async () => {
    server = await testExemption();
  });
  after(() => server[Symbol.asyncDispose]());

  /** A column's token, with scope and level that are enough, or those given. */
  function tokenOf(column: Column, change: Record<string, unknown> = {}): Promise<string> {
    if (column === 'service')
      return server.issuer.mint({
        ...serviceClaims('laboratorio', 'exemption:read exemption:declare'),
        aud: server.url,
      });
    if (column === 'S') return server.self('Luca', change);
    const basis = ({ P: 'parental', G: 'guardianship', M: 'mandate' } as const)[
      column.charAt(0) as 'P' | 'G' | 'M' // every other column begins so
    ];
    const [, word] = /^.(:read|-)?$/.exec(column) ?? [];
    const all = ['read', 'declare', 'audit', 'book', 'consent', 'notes'];
    const actions = word === '-' ? [] : word === ':read' ? ['read'] : all;
    return server.acting('Luca', basis, { actions }, change);
  }

  const answerTo = (route: string, token: string): Promise<string> =>
    askDoor(server, route, token, { codes: CODES });

  async function rowOf(route: string, change: Record<string, unknown> = {}): Promise<object> {
    const found = COLUMNS.map(async (column) => [
      column,
      await answerTo(route, await tokenOf(column, change)),
    ]);
    return Object.fromEntries(await Promise.all(found)) as object;
  }

  const printed = (row: Row): object =>
    Object.fromEntries(COLUMNS.map((column, n) => [column, row[n]]));

  it('is in the table for every route there is', () => {
    const nothing = { base: server.url, stores: {} } as ExemptionRoutesOptions; // listed, never run
    assert.deepEqual(
      exemptionRoutes(nothing)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
      Object.keys(TABLE).sort(),
    );
  });

  for (const [route, row] of Object.entries(TABLE)) {
    it(`${route} is as printed for each caller`, async () => {
      assert.deepEqual(await rowOf(route), printed(row));
    });

    it(`${route} refuses the other scope, whoever calls`, async () => {
      const scope = WRITES.includes(route) ? 'exemption:read' : 'exemption:declare';
      assert.deepEqual(await rowOf(route, { scope }), printed(COLUMNS.map(() => SCOPE)));
    });

    it(`${route} ${WRITES.includes(route) ? 'needs' : 'does without'} the PIN`, async () => {
      const expected = WRITES.includes(route) ? row.map((one) => (one === IN ? LEVEL : one)) : row;
      assert.deepEqual(await rowOf(route, { acr: ACR_OTP }), printed(expected));
    });
  }

  it('asks for the PIN as RFC 9470 writes it, once the level of the token is gone', async () => {
    const body = { code: 'E12' };
    const withPin = await server.post('/declarations', await server.self('Mario'), body);
    assert.equal(withPin.status, 400);
    const response = await server.post(
      '/declarations',
      await server.self('Mario', { acr: ACR_OTP }),
      body,
    );
    assert.equal(response.status, 401);
    assert.equal(
      response.headers.get('www-authenticate'),
      `Bearer realm="exemption", error="insufficient_user_authentication", acr_values="${ACR_PIN}", resource_metadata="${server.url}/.well-known/oauth-protected-resource"`,
    );
    const problem = (await response.json()) as Record<string, unknown>;
    assert.equal(problem['code'], LEVEL);
    assert.ok(String(problem['detail']).includes(ACR_PIN));
  });
});
