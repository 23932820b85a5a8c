/** Token exchange: the app acts for another person without a redirect, and no further than that. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import * as oidc from 'openid-client';
import { EXCHANGES_PER_MINUTE } from '../../config/limits.ts';
import { endDelegation } from '../../src/commands/end-delegation.ts';
import { type Families, type Family, openFamilies } from '../support/families.ts';
import { walkOf } from '../support/citizen.ts';
import { postAs } from '../support/client-auth.ts';
import { type Party, type Tokens, claimsIn, partyOf, refused } from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const REGIONAL = 'urn:gass:regional:servizio-regionale';
const TYPE = 'urn:ietf:params:oauth:token-type';
const ACCESS_TOKEN = `${TYPE}:access_token`;
const BAD_DETAILS = 'invalid_authorization_details';

describe('token exchange', () => {
  let system: TestSystem;
  let families: Families;
  let family: Family;
  let visitor: Visitor;
  let app: Party;
  let portal: Party;
  /** The app's own token without audience. */
  let subject: Tokens;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse'] });
    families = await openFamilies(system);
    app = await partyOf(system, 'app-mobile');
    portal = await partyOf(system, 'portale-salute');
  });
  after(async () => {
    await families.close();
    await system.close();
  });
  beforeEach(async () => {
    family = await families.next();
    visitor = new Visitor(system, family.walk);
    subject = await visitor.signIn(app, { scope: 'openid profile' });
  });
  afterEach(() => mock.timers.reset());

  const detail = (id: string): string =>
    JSON.stringify([{ type: 'urn:gass:delegation', delegation_id: id }]);
  const parameters = (changed: Record<string, string> = {}): Record<string, string> => ({
    subject_token: subject.access_token,
    subject_token_type: ACCESS_TOKEN,
    resource: system.settings.urls.fse,
    scope: 'fse:read',
    authorization_details: detail(family.child.delegation.id),
    ...changed,
  });
  const exchange = (
    changed: Record<string, string> = {},
    dpop?: oidc.DPoPHandle,
  ): Promise<Tokens> =>
    oidc.genericGrantRequest(app.config, EXCHANGE, parameters(changed), dpop && { DPoP: dpop });
  const ask = (tokens: Tokens): Promise<Response> =>
    fetch(`${system.settings.urls.fse}/DocumentReference`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
  const isActive = async (tokens: Tokens): Promise<unknown> =>
    (await postAs(system, 'fse', '/token/introspection', { token: tokens.access_token })).body[
      'active'
    ];

  it('gives an access token for the child, and nothing else', async () => {
    const tokens = await exchange();
    const { access_token, issued_token_type, token_type, expires_in, scope, ...rest } = tokens;
    assert.deepEqual(
      [issued_token_type, token_type, scope, rest.refresh_token, rest.id_token],
      [ACCESS_TOKEN, 'bearer', 'fse:read', undefined, undefined],
    );
    assert.ok(Number(expires_in) <= 300);
    const claims = claimsIn(access_token);
    const own = claimsIn(subject.id_token ?? '');
    assert.equal(claims['sub'], family.child.sub);
    assert.equal((claims['act'] as { sub: string }).sub, family.sub);
    assert.deepEqual(
      [claims['auth_time'], claims['acr'], claims['amr'], claims['client_id'], claims['aud']],
      [own['auth_time'], own['acr'], own['amr'], 'app-mobile', system.settings.urls.fse],
    );
    assert.equal((await ask(tokens)).status, 200);
  });

  it('cuts scopes by what the delegation carries', async () => {
    assert.equal((await exchange({ scope: 'fse:read fse:write' })).scope, 'fse:read');
    for (const scope of ['fse:write', 'booking:read', 'fse:publish', 'openid'])
      await refused(exchange({ scope }), 'invalid_scope');
    assert.equal(
      claimsIn((await exchange({ scope: 'fse:read' })).access_token)['scope'],
      'fse:read',
    );
  });

  it('gives an opaque token for a regional service', async () => {
    const { scope: _none, ...rest } = parameters({ resource: REGIONAL });
    const tokens = await oidc.genericGrantRequest(app.config, EXCHANGE, rest);
    const { body } = await postAs(system, 'servizio-regionale', '/token/introspection', {
      token: tokens.access_token,
    });
    const { sub } = body['act'] as { sub: string };
    assert.deepEqual([body['sub'], sub], [family.child.sub, family.sub]);
  });

  it('refuses delegations that are not the person’s, not known or carry nothing there', async () => {
    const other = await families.next();
    const giulia = new Visitor(system, walkOf(system, 'Giulia'));
    for (const id of [other.child.delegation.id, 'unknown', family.child.sub])
      await refused(exchange({ authorization_details: detail(id) }), BAD_DETAILS);
    subject = await giulia.signIn(app, { scope: 'openid' });
    const [anna] = system.citizen('Giulia').delegations.filter((one) => one.for === 'Anna Verdi');
    const mandate = detail(anna?.delegation_id ?? '');
    await refused(exchange({ authorization_details: mandate }), 'invalid_scope');
    const { booking } = system.settings.urls;
    const booked = await exchange({
      authorization_details: mandate,
      resource: booking,
      scope: 'booking:read',
    });
    assert.equal(claimsIn(booked.access_token)['sub'], system.citizen('Anna').sub);
  });

  it('takes one detail, one resource and access tokens only', async () => {
    const one = { type: 'urn:gass:delegation', delegation_id: family.child.delegation.id };
    const wrong: readonly [Record<string, string>, string][] = [
      [{ authorization_details: '[]' }, BAD_DETAILS],
      [{ authorization_details: JSON.stringify([one, one]) }, BAD_DETAILS],
      [{ authorization_details: 'x' }, BAD_DETAILS],
      [{ authorization_details: JSON.stringify([{ ...one, type: 'other' }]) }, BAD_DETAILS],
      [{ resource: 'https://unknown.example' }, 'invalid_target'],
      [{ resource: `${system.settings.issuer}/api`, scope: 'account:read' }, 'invalid_target'],
      [{ subject_token_type: `${TYPE}:jwt` }, 'invalid_request'],
      [{ requested_token_type: `${TYPE}:refresh_token` }, 'invalid_request'],
      [{ subject_token: 'x' }, 'invalid_grant'],
      [{ subject_token: subject.id_token ?? '' }, 'invalid_grant'],
      [{ subject_token: subject.refresh_token ?? '' }, 'invalid_grant'],
    ];
    for (const [changed, error] of wrong)
      await refused(exchange(changed), error).catch((cause: unknown) => {
        throw new Error(JSON.stringify(changed), { cause });
      });
    const { authorization_details: _none, ...without } = parameters();
    await refused(oidc.genericGrantRequest(app.config, EXCHANGE, without), BAD_DETAILS);
    const { fse, booking } = system.settings.urls;
    const several = await postAs(system, 'app-mobile', '/token', {
      ...parameters(),
      grant_type: EXCHANGE,
      resource: [fse, booking],
    });
    assert.deepEqual([several.status, several.body['error']], [400, 'invalid_target']);
  });

  it('refuses a subject token that has an audience, even its own', async () => {
    const bound = await visitor.signIn(app, {
      scope: 'openid fse:read',
      resource: system.settings.urls.fse,
      delegation: 'self',
    });
    const regional = await visitor.signIn(app, {
      scope: 'openid',
      resource: REGIONAL,
      delegation: 'self',
    });
    for (const { access_token } of [bound, regional])
      await refused(exchange({ subject_token: access_token }), 'invalid_grant');
  });

  it('refuses a delegated subject, exchanged or chosen', async () => {
    const exchanged = await exchange();
    await refused(exchange({ subject_token: exchanged.access_token }), 'invalid_grant');
    const { id } = family.child.delegation;
    const chosen = await visitor.signIn(app, {
      scope: 'openid booking:read',
      resource: system.settings.urls.booking,
      delegation: id,
    });
    await refused(exchange({ subject_token: chosen.access_token }), 'invalid_grant');
  });

  it('refuses other clients: those that may not exchange, and another’s token', async () => {
    for (const client of ['portale-salute', 'portale-terzo', 'servizio-regionale']) {
      const { status, body } = await postAs(system, client, '/token', {
        ...parameters(),
        grant_type: EXCHANGE,
      });
      assert.deepEqual([status, 'access_token' in body], [400, false], client);
    }
    const theirs = await visitor.signIn(portal, { scope: 'openid' });
    await refused(exchange({ subject_token: theirs.access_token }), 'invalid_grant');
  });

  it('allows ten a minute for one login, then 429', async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    for (let count = 0; count < EXCHANGES_PER_MINUTE; count += 1) await exchange();
    const { status, body } = await postAs(system, 'app-mobile', '/token', {
      ...parameters(),
      grant_type: EXCHANGE,
    });
    assert.deepEqual([status, body['error']], [429, 'slow_down']);
    mock.timers.setTime(Date.now() + 60_000);
    assert.ok(await exchange());
  });

  it('dies with its parent, however that ends', async () => {
    const ends: readonly ((visited: Visitor) => Promise<unknown>)[] = [
      () => oidc.tokenRevocation(app.config, subject.refresh_token ?? ''),
      () => oidc.tokenRevocation(app.config, subject.access_token),
      (visited) =>
        visited.signOut(
          oidc.buildEndSessionUrl(app.config, { id_token_hint: subject.id_token ?? '' }),
        ),
      () => endDelegation(families.deps, family.child.delegation.id, Date.now()),
    ];
    for (const end of ends) {
      const visited = new Visitor(system, family.walk);
      if (end !== ends[0]) subject = await visited.signIn(app, { scope: 'openid' });
      const tokens = await exchange();
      assert.equal(await isActive(tokens), true);
      await end(visited);
      assert.equal(await isActive(tokens), false, end.toString());
    }
    await refused(exchange(), BAD_DETAILS);
  });

  it('keeps a bound subject bound to its key', async () => {
    const dpop = oidc.getDPoPHandle(app.config, await oidc.randomDPoPKeyPair('ES256'));
    const stranger = oidc.getDPoPHandle(app.config, await oidc.randomDPoPKeyPair('ES256'));
    subject = await visitor.signIn(app, { scope: 'openid', dpop });
    const tokens = await exchange({}, dpop);
    assert.equal(tokens.token_type, 'dpop');
    assert.deepEqual(claimsIn(tokens.access_token)['cnf'], {
      jkt: await dpop.calculateThumbprint(),
    });
    await refused(exchange(), 'invalid_grant');
    await refused(exchange({}, stranger), 'invalid_grant');
  });
});
