/** Introspection: the same facts from both forms of token, to the owner of the audience and nobody else. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import * as oidc from 'openid-client';
import { type Families, type Family, openFamilies } from '../support/families.ts';
import { type Reply, postAs } from '../support/client-auth.ts';
import { type Party, type Tokens, claimsIn, partyOf } from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

const FISCAL = 'https://attributes.eid.gov.it/fiscal_number';
const REGIONAL = 'urn:gass:regional:servizio-regionale';
const CLIENTS = [
  'portale-salute',
  'portale-terzo',
  'servizio-regionale',
  'laboratorio',
  'fse',
  'booking',
  'exemption',
  'registry',
];

describe('introspection', () => {
  let system: TestSystem;
  let families: Families;
  let family: Family;
  let app: Party;
  /** JWTs for the health record, opaque tokens for a regional service, of oneself and for a child. */
  let own: { jwt: Tokens; opaque: Tokens };
  let child: { jwt: Tokens; opaque: Tokens };
  let thirdParty: Tokens;
  before(async () => {
    system = await startSystem({ processes: ['provider'] });
    families = await openFamilies(system);
    family = await families.next();
    app = await partyOf(system, 'app-mobile');
    const portal = await partyOf(system, 'portale-salute');
    const { fse } = system.settings.urls;
    const both = { scope: 'openid fse:read', resource: [fse, REGIONAL] };
    const visitor = new Visitor(system, family.walk);
    const signIn = async (party: Party, delegation: string) => {
      const jwt = await visitor.signIn(party, { ...both, delegation, redeemed: { resource: fse } });
      const opaque = await oidc.refreshTokenGrant(party.config, jwt.refresh_token ?? '', {
        resource: REGIONAL,
      });
      return { jwt, opaque };
    };
    own = await signIn(portal, 'self');
    child = await signIn(app, family.child.delegation.id);
    thirdParty = await visitor.signIn(await partyOf(system, 'portale-terzo'), {
      scope: 'openid fse:read',
      resource: fse,
    });
  });
  after(async () => {
    await families.close();
    await system.close();
  });
  afterEach(() => mock.timers.reset());

  const introspect = (client: string, token: string, more = {}): Promise<Reply> =>
    postAs(system, client, '/token/introspection', { token, ...more });

  /** What an answer says of the persons: without what differs by token and client. */
  function facts({ body, status }: Reply): Record<string, unknown> {
    const { client_id, aud, scope, iat, exp, jti, sid, token_type, iss, ...rest } = body;
    assert.equal(status, 200);
    assert.deepEqual([typeof client_id, typeof aud, typeof iat], ['string', 'string', 'number']);
    assert.equal(exp, Number(iat) + 300);
    assert.equal(token_type, 'Bearer');
    assert.equal(iss, system.settings.issuer);
    assert.ok(jti === undefined || typeof jti === 'string', `${String(scope)} ${String(sid)}`);
    return rest;
  }

  it('answers alike for a JWT and for opaque tokens of oneself', async () => {
    const jwt = await introspect('fse', own.jwt.access_token);
    const [opaque, regional] = await Promise.all([
      introspect('fse', thirdParty.access_token),
      introspect('servizio-regionale', own.opaque.access_token),
    ]);
    assert.deepEqual([jwt.body['scope'], opaque.body['scope']], ['fse:read', 'fse:read']);
    assert.deepEqual(facts(jwt), facts(opaque));
    assert.deepEqual(facts(jwt), facts(regional));
    assert.deepEqual(
      [jwt.body['sub'], opaque.body['sub'], jwt.body['username'], 'act' in jwt.body],
      [family.sub, family.sub, `TINIT-${family.fiscalCode}`, false],
    );
  });

  it('answers alike for a JWT and for an opaque token for a child', async () => {
    const jwt = await introspect('fse', child.jwt.access_token);
    const opaque = await introspect('servizio-regionale', child.opaque.access_token);
    assert.deepEqual(facts(jwt)['act'], facts(opaque)['act']);
    const located = (reply: Reply): Record<string, unknown> => {
      const [detail] = reply.body['authorization_details'] as [Record<string, unknown>];
      return detail;
    };
    assert.deepEqual(facts(jwt), facts(opaque));
    assert.equal(located(jwt)['delegation_id'], family.child.delegation.id);
    assert.deepEqual(
      [opaque.body['sub'], opaque.body[FISCAL], opaque.body['username']],
      [family.child.sub, `TINIT-${family.child.fiscalCode}`, undefined],
    );
    assert.equal((opaque.body['act'] as { sub: string }).sub, family.sub);
  });

  it('tells everything the JWT itself says', async () => {
    for (const { access_token } of [own.jwt, child.jwt]) {
      const { body } = await introspect('fse', access_token);
      const { status: _list, ...claims } = claimsIn(access_token);
      const { active, token_type: _type, username: _fiscal, ...told } = body;
      assert.equal(active, true);
      assert.deepEqual(told, claims);
    }
  });

  it('signs its answer for the regional service (RFC 9701)', async () => {
    const config = await oidc.discovery(
      new URL(system.settings.issuer),
      'servizio-regionale',
      { introspection_signed_response_alg: 'ES256' },
      oidc.ClientSecretBasic('demo-servizio-regionale'),
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- an http issuer, on loopback only
      { execute: [oidc.allowInsecureRequests] },
    );
    oidc.enableNonRepudiationChecks(config); // the signature is verified with the provider's keys
    const { body } = await introspect('servizio-regionale', child.opaque.access_token);
    const signed = await oidc.tokenIntrospection(config, child.opaque.access_token);
    assert.deepEqual({ ...signed }, body);
    assert.deepEqual({ ...(await oidc.tokenIntrospection(config, 'x')) }, { active: false });
    const answer = await fetch(`${system.settings.issuer}/token/introspection`, {
      method: 'POST',
      headers: {
        accept: 'application/token-introspection+jwt',
        authorization: `Basic ${btoa('servizio-regionale:demo-servizio-regionale')}`,
      },
      body: new URLSearchParams({ token: child.opaque.access_token }),
    });
    const jwt = await answer.text();
    assert.equal(
      answer.headers.get('content-type'),
      'application/token-introspection+jwt; charset=utf-8',
    );
    assert.equal(claimsIn(jwt)['aud'], 'servizio-regionale');
  });

  it('answers exactly {"active":false} to everybody but the owner of the audience', async () => {
    for (const [token, owner] of [
      [own.jwt.access_token, 'fse'],
      [child.jwt.access_token, 'fse'],
      [thirdParty.access_token, 'fse'],
      [own.opaque.access_token, 'servizio-regionale'],
      [child.opaque.access_token, 'servizio-regionale'],
    ] as const)
      for (const client of CLIENTS) {
        const { status, body } = await introspect(client, token);
        assert.equal(status, 200);
        if (client === owner) assert.equal(body['active'], true);
        else assert.deepEqual(body, { active: false }, client);
      }
  });

  it('answers exactly {"active":false} for what is no access token of that audience', async () => {
    const visitor = new Visitor(system, family.walk);
    const plain = await visitor.signIn(app, { scope: 'openid profile' });
    const { callback } = await visitor.goThrough(app, { scope: 'openid profile' });
    const tokens = {
      'refresh token': own.jwt.refresh_token,
      'refresh token of another': child.opaque.refresh_token,
      'ID token': own.jwt.id_token,
      'without audience': plain.access_token,
      code: new URL(callback).searchParams.get('code'),
      tampered: own.jwt.access_token.replace(/.{4}$/, 'AAAA'),
      'of nobody': own.opaque.access_token.replace(/^.{4}/, 'AAAA'),
      garbage: 'a.b.c',
      dots: '...',
      'a word': 'garbage',
      long: 'x'.repeat(9000),
    };
    for (const client of ['fse', 'servizio-regionale'])
      for (const [name, token] of Object.entries(tokens))
        for (const hint of [{}, { token_type_hint: 'refresh_token' }, { token_type_hint: 'other' }])
          assert.deepEqual(
            await introspect(client, token ?? '', hint),
            { status: 200, body: { active: false } },
            `${client} ${name}`,
          );
  });

  it('answers exactly {"active":false} from the second at which a token ends', async () => {
    const pairs = [
      ['fse', own.jwt.access_token],
      ['fse', thirdParty.access_token],
      ['servizio-regionale', own.opaque.access_token],
    ] as const;
    const ends = await Promise.all(
      pairs.map(async ([client, token]) => (await introspect(client, token)).body['exp']),
    );
    for (const [index, [client, token]] of pairs.entries()) {
      mock.timers.enable({ apis: ['Date'], now: Number(ends[index]) * 1000 - 1 });
      assert.equal((await introspect(client, token)).body['active'], true);
      mock.timers.setTime(Number(ends[index]) * 1000);
      assert.deepEqual((await introspect(client, token)).body, { active: false });
      mock.timers.reset();
    }
  });

  it('tells the owner of a service’s token whose it is', async () => {
    const { body } = await postAs(system, 'laboratorio', '/token', {
      grant_type: 'client_credentials',
      resource: system.settings.urls.fse,
      scope: 'fse:publish',
    });
    const token = String(body['access_token']);
    const told = (await introspect('fse', token)).body;
    assert.deepEqual(
      [told['active'], told['client_id'], told['scope'], told['organization'], told['auth_time']],
      [true, 'laboratorio', 'fse:publish', '030999', undefined],
    );
    assert.deepEqual((await introspect('booking', token)).body, { active: false });
  });

  it('needs a client that proves itself, and a token', async () => {
    const token = own.jwt.access_token;
    assert.equal((await introspect('app-mobile', token)).body['active'] ?? false, false);
    const wrong = await fetch(`${system.settings.issuer}/token/introspection`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('servizio-regionale:wrong-secret-of-16')}` },
      body: new URLSearchParams({ token: own.opaque.access_token }),
    });
    assert.equal(wrong.status, 401);
    const { status, body } = await postAs(system, 'fse', '/token/introspection', {});
    assert.deepEqual([status, body['error']], [400, 'invalid_request']);
  });
});
