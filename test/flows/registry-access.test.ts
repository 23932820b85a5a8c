/** Each route of the registry for each kind of caller: in or out, as `resource-servers.md` 5 prints it. */
import assert from 'node:assert/strict';
import {
  registryRoutes,
  type RegistryRoutesOptions,
} from '../../src/resource-servers/registry/routes.ts';
import { askDoor, IN } from '../support/doors.ts';
import { ALL, testRegistry, type TestRegistry } from '../support/registry.ts';

const SCOPE = 'ACCESS_DENIED_LEVEL';
const BASIS = 'delegation-basis';
const ACTION = 'delegation-action';
const PIN = 'step-up-required';
const CODES = [SCOPE, 'delegation-not-accepted', BASIS, ACTION, PIN];

/**
 * Columns: the patient; parent, guardian and mandate with every action; the same three with `read`
 * alone; the patient without PIN; the patient with a scope of another route.
 */
const COLUMNS = ['S', 'P', 'G', 'M', 'P-', 'G-', 'M-', 'S otp', 'S other'] as const;
type Column = (typeof COLUMNS)[number];

const READ = [IN, IN, IN, BASIS, IN, IN, BASIS, IN, SCOPE];
const NAMED = [IN, IN, IN, IN, ACTION, ACTION, ACTION, IN, SCOPE];
const TABLE: Readonly<Record<string, readonly string[]>> = {
  'GET /Patient': READ,
  'GET /Patient/:id': READ,
  'GET /doctors': READ,
  'GET /doctor-choices': READ,
  'POST /doctor-choices': [IN, IN, IN, BASIS, ACTION, ACTION, BASIS, PIN, SCOPE],
  'GET /Consent': NAMED,
  'GET /Consent/:id': NAMED,
  'GET /Consent/:id/_history': NAMED,
  'PUT /Consent/:id': NAMED,
  'GET /DocumentReference': NAMED,
  'POST /DocumentReference/_search': NAMED,
  'GET /DocumentReference/:id': NAMED,
  'POST /DocumentReference': NAMED,
  'PUT /DocumentReference/:id': NAMED,
  'DELETE /DocumentReference/:id': NAMED,
  'GET /AuditEvent': [IN, IN, IN, BASIS, ACTION, ACTION, BASIS, IN, SCOPE],
  'GET /AuditEvent/:id': [IN, IN, IN, BASIS, ACTION, ACTION, BASIS, IN, SCOPE],
};

describe('access to the registry', () => {
  let registry: TestRegistry;
  before(async () => {
    registry = await testRegistry({ isFed: false });
  });
  after(() => registry[Symbol.asyncDispose]());

  function tokenOf(column: Column, route: string): Promise<string> {
    if (column === 'S') return registry.token('Luca');
    if (column === 'S otp') return registry.token('Luca', { isOtp: true });
    if (column === 'S other') return registry.token('Luca', { scope: otherScopes(route) });
    const basis = { P: 'parental', G: 'guardianship', M: 'mandate' } as const;
    const letter = column.charAt(0) as keyof typeof basis; // the columns that are left begin with one
    const detail = column.endsWith('-') ? { actions: ['read'] } : {};
    return registry.token('Luca', { basis: basis[letter], detail });
  }

  const answerTo = (route: string, token: string): Promise<string> =>
    askDoor(registry, route, token, {
      codes: CODES,
      ...(route.includes('/Patient') ? { id: registry.people.Luca.sub } : {}),
    });

  it('is in the table for every route there is', () => {
    const nothing = { base: '', issuer: '', stores: {} } as RegistryRoutesOptions; // listed, never run
    assert.deepEqual(
      registryRoutes(nothing)
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
});

/** Every scope of the registry but the one that the route asks for. */
function otherScopes(route: string): string {
  const isRead = route.startsWith('GET') || route.endsWith('_search');
  const own = isRead ? 'read' : route.endsWith('doctor-choices') ? 'choose' : 'write';
  return ALL.replace(`registry:${own}`, '').trim();
}
