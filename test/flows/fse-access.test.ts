/** Each route of the health record for each kind of caller: in or out, as `resource-servers.md` 2 prints it. */
import assert from 'node:assert/strict';
import { fseRoutes, type FseRoutesOptions } from '../../src/resource-servers/fse/routes.ts';
import { type Store, StorageUnavailableError } from '../../src/storage/collection.ts';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { publisherAt } from '../support/publication.ts';

const IN = 'in';
const SCOPE = 'ACCESS_DENIED_LEVEL';
const ACT = 'delegation-not-accepted';
const BASIS = 'delegation-basis';
const ACTION = 'delegation-action';

/** Columns: the patient; parent, guardian, mandate with every action; the same three without any; a publisher. */
const COLUMNS = ['S', 'P', 'G', 'M', 'P-', 'G-', 'M-', 'publisher'] as const;
type Column = (typeof COLUMNS)[number];

const READ = [IN, IN, IN, IN, ACTION, ACTION, ACTION];
const NOBODY = [SCOPE, SCOPE, SCOPE, SCOPE, SCOPE, SCOPE, SCOPE];
const SELF = [IN, ACT, ACT, ACT, ACT, ACT, ACT];
const LOG = [IN, IN, IN, BASIS, ACTION, ACTION, BASIS];
const TABLE: Readonly<Record<string, readonly string[]>> = {
  'GET /DocumentReference': [...READ, IN],
  'POST /DocumentReference/_search': [...READ, IN],
  'GET /DocumentReference/:id': [...READ, IN],
  'GET /Binary/:id': [...READ, SCOPE],
  'GET /Patient/:id': [...READ, SCOPE],
  'POST /DocumentReference/:id/$hide': [...SELF, IN],
  'POST /DocumentReference/:id/$unhide': [...SELF, IN],
  'POST /DocumentReference': [...NOBODY, IN],
  'GET /print-on-demand/documents': [...NOBODY, IN],
  'PUT /print-on-demand/documents/:id': [...NOBODY, IN],
  'GET /print-on-demand/statistics': [...NOBODY, IN],
  'GET /AuditEvent': [...LOG, SCOPE],
  'GET /AuditEvent/:id': [...LOG, SCOPE],
};

describe('access to the health record', () => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  before(async () => {
    fse = await testFse();
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
  });
  after(() => fse[Symbol.asyncDispose]());

  function tokenOf(column: Column): Promise<string> {
    const scope = 'fse:read fse:write';
    const basis = { P: 'parental', G: 'guardianship', M: 'mandate' } as const;
    if (column === 'publisher') return publisherAt(fse).token();
    if (column === 'S') return tokens.self('Luca', scope);
    const [letter = 'P', none] = column as string;
    const change = none === undefined ? {} : { actions: [] };
    return tokens.acting('Luca', basis[letter as keyof typeof basis], change, scope);
  }

  async function answerTo(route: string, token: string): Promise<string> {
    const [method = '', path = ''] = route.split(' ');
    const id = path.startsWith('/Patient')
      ? people.Luca.sub
      : '3f0f7e2b-5a77-4c1c-8b3a-c1a4f0de90a7';
    const isForm = path.endsWith('_search');
    const response = await fse.ask(path.replace(':id', id), token, {
      method,
      ...(method === 'GET' ? {} : { body: isForm ? '' : '{}' }),
      headers: {
        'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      },
    });
    if (response.status !== 401 && response.status !== 403) return IN; // 400 and 404 come after the door
    const codes = Object.keys({ [SCOPE]: 0, [ACT]: 0, [BASIS]: 0, [ACTION]: 0 });
    const text = await response.text();
    return codes.find((code) => text.includes(`"${code}"`)) ?? text;
  }

  it('is in the table for every route there is', () => {
    const nothing = {} as FseRoutesOptions; // the routes are only listed, never run
    const routes = fseRoutes({
      ...nothing,
      base: fse.url,
      issuer: fse.issuer.url,
      stores: {} as FseRoutesOptions['stores'],
    });
    assert.deepEqual(
      routes.map(({ method, path }) => `${method} ${path}`).sort(),
      Object.keys(TABLE).sort(),
    );
  });

  for (const [route, row] of Object.entries(TABLE))
    it(`${route} is as printed for each caller`, async () => {
      const found = await Promise.all(
        COLUMNS.map(async (column) => answerTo(route, await tokenOf(column))),
      );
      assert.deepEqual(
        Object.fromEntries(COLUMNS.map((column, n) => [column, found[n]])),
        Object.fromEntries(COLUMNS.map((column, n) => [column, row[n]])),
      );
    });
});

describe('an access log that cannot be written', () => {
  it('discloses nothing: 503 with Retry-After, and the copy is not marked as read', async () => {
    const state = { isDown: false };
    await using fse = await testFse({ wrap: (store) => withoutLog(store, state) });
    const people = demoSubjects();
    const tokens = tokensFor(fse.issuer, people, fse.url);
    const laboratory = publisherAt(fse);
    const id = await laboratory.put({ value: 'a', fiscalCode: people.Mario.fiscalCode });
    state.isDown = true;
    for (const path of [
      '/DocumentReference',
      `/DocumentReference/${id}`,
      `/Binary/${id}`,
      '/AuditEvent',
      `/Patient/${people.Mario.sub}`,
      '/Binary/unknown',
    ]) {
      const response = await fse.ask(path, await tokens.self('Mario'));
      assert.equal(response.status, 503, path);
      assert.ok(response.headers.has('retry-after'));
      assert.ok(!(await response.text()).includes(people.Mario.fiscalCode));
    }
    state.isDown = false;
    const copies = await fse.ask(
      '/print-on-demand/documents?state=pending',
      await laboratory.token(),
    );
    assert.equal(((await copies.json()) as { total: number }).total, 1);
  });
});

/** A store whose access log refuses to write while `state.isDown`. */
function withoutLog(store: Store, state: { isDown: boolean }): Store {
  return {
    ...methodsOfStore(store),
    collection: (declaration) => {
      const collection = store.collection(declaration);
      if (declaration.name !== 'accessEvents') return collection;
      return new Proxy(collection, {
        get: (target, name, receiver) =>
          state.isDown && name === 'insertAll'
            ? () => Promise.reject(new StorageUnavailableError('down'))
            : (Reflect.get(target, name, receiver) as unknown),
      });
    },
  };
}

function methodsOfStore(store: Store): Omit<Store, 'collection'> {
  return {
    migrate: (declarations) => store.migrate(declarations),
    isMigrated: (declarations) => store.isMigrated(declarations),
    health: () => store.health(),
    close: () => store.close(),
  };
}
