/** Every client x audience x scope x grant type: what is not in the table of design 9 is refused. */
import assert from 'node:assert/strict';
import { postAs } from '../support/client-auth.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

/** Written out by hand from the external contract, not read from the code. */
const PERSON_SCOPES = {
  fse: ['fse:read', 'fse:write'],
  booking: ['booking:read', 'booking:write'],
  exemption: ['exemption:read', 'exemption:declare'],
  registry: ['registry:read', 'registry:write', 'registry:choose'],
  account: ['delegations:read', 'delegations:write', 'account:read', 'account:write'],
};
const ALL_PERSONS = Object.values(PERSON_SCOPES).flat();
const SCOPES = [...ALL_PERSONS, 'fse:publish', 'notify:send', 'enrolment:write', 'nothing:here'];
const AUDIENCES = [
  'fse',
  'booking',
  'exemption',
  'registry',
  'account',
  'counter',
  'regional',
  'other-regional',
  'unknown',
] as const;
type AudienceName = (typeof AUDIENCES)[number];

const BY_CODE: Readonly<Record<string, Partial<Record<AudienceName, readonly string[]>>>> = {
  'portale-salute': { ...PERSON_SCOPES, regional: [] },
  'app-mobile': { ...PERSON_SCOPES, regional: [] },
  'portale-terzo': { fse: ['fse:read'], booking: ['booking:read', 'booking:write'] },
};
const BY_CREDENTIALS: Readonly<Record<string, Partial<Record<AudienceName, readonly string[]>>>> = {
  'servizio-regionale': {},
  laboratorio: { fse: ['fse:publish'] },
  fse: { account: ['notify:send'] },
  booking: {},
  exemption: {},
  registry: {},
};
const REDIRECTS: Readonly<Record<string, string>> = {
  'app-mobile': 'it.gass.app:/callback',
  'portale-terzo': 'http://localhost:4000/callback',
};
const CLIENTS = [...Object.keys(BY_CODE), ...Object.keys(BY_CREDENTIALS)];

describe('scopes of clients', () => {
  let system: TestSystem;
  before(async () => {
    system = await startSystem({ processes: ['provider'] });
  });
  after(() => system.close());

  const uriOf = (name: AudienceName): string => {
    const { urls, issuer } = system.settings;
    switch (name) {
      case 'account':
        return `${issuer}/api`;
      case 'regional':
        return 'urn:gass:regional:servizio-regionale';
      case 'other-regional':
        return 'urn:gass:regional:laboratorio';
      case 'unknown':
        return 'https://unknown.example';
      case 'fse':
      case 'booking':
      case 'exemption':
      case 'registry':
      case 'counter':
        return urls[name];
    }
  };
  const pushed = (client: string, audience: AudienceName, scope: string) =>
    postAs(system, client, '/request', {
      client_id: client,
      response_type: 'code',
      redirect_uri: REDIRECTS[client] ?? `${system.settings.urls.portal}/callback`,
      scope: `openid ${scope}`.trim(),
      resource: uriOf(audience),
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });

  for (const client of CLIENTS) {
    const allowed = BY_CODE[client];
    it(`lets ${client} ask by authorization code exactly what is its own`, async () => {
      for (const audience of AUDIENCES)
        for (const scope of audience === 'regional' ? [...SCOPES, ''] : SCOPES) {
          const { status, body } = await pushed(client, audience, scope);
          const isOurs = allowed?.[audience]?.includes(scope) ?? false;
          // A regional audience has no scopes: what is asked for others is not granted there.
          const expected = isOurs || (audience === 'regional' && allowed?.regional) ? 201 : 400;
          assert.equal(status, expected, `${audience} ${scope}: ${JSON.stringify(body)}`);
          if (status === 400 && allowed)
            assert.equal(
              body['error'],
              allowed[audience] ? 'invalid_scope' : 'invalid_target',
              `${audience} ${scope}`,
            );
        }
    });

    it(`gives ${client} by client credentials exactly what is its own`, async () => {
      for (const audience of AUDIENCES)
        for (const scope of SCOPES) {
          const { status, body } = await postAs(system, client, '/token', {
            grant_type: 'client_credentials',
            resource: uriOf(audience),
            scope,
          });
          const isOurs = BY_CREDENTIALS[client]?.[audience]?.includes(scope) ?? false;
          assert.equal(status, isOurs ? 200 : 400, `${audience} ${scope}: ${JSON.stringify(body)}`);
          if (isOurs) assert.equal(body['scope'], scope);
          else assert.equal('access_token' in body, false);
        }
    });
  }

  it('gives a service without resource and scope an opaque token that stands for nothing', async () => {
    const plain = await postAs(system, 'servizio-regionale', '/token', {
      grant_type: 'client_credentials',
    });
    assert.equal(plain.status, 200);
    assert.equal(plain.body['scope'], undefined);
    assert.match(String(plain.body['access_token']), /^[\w-]+$/);
    for (const scope of ['openid', 'fse:read', 'anything']) {
      const { status, body } = await postAs(system, 'servizio-regionale', '/token', {
        grant_type: 'client_credentials',
        scope,
      });
      assert.deepEqual([status, body['error']], [400, 'invalid_scope'], scope);
    }
  });

  it('gives nobody a grant type that is not registered', async () => {
    for (const client of CLIENTS)
      for (const grant_type of [
        'password',
        'refresh_token',
        'urn:ietf:params:oauth:grant-type:device_code',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ]) {
        const { status } = await postAs(system, client, '/token', {
          grant_type,
          refresh_token: 'x',
          subject_token: 'x',
        });
        assert.equal(status, 400, `${client} ${grant_type}`);
      }
  });
});
