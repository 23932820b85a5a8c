/** Requests that end at the client with an error, and never with less than was asked. */
import assert from 'node:assert/strict';
import { walkLogin } from '../support/citizen.ts';
import { type Families, type Family, openFamilies } from '../support/families.ts';
import { postAs } from '../support/client-auth.ts';
import {
  type Party,
  ask,
  claimsIn,
  partyOf,
  redeem,
  refresh,
  refused,
} from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

const REGIONAL = 'urn:gass:regional:servizio-regionale';

describe('authorization requests that are refused', () => {
  let system: TestSystem;
  let families: Families;
  let family: Family;
  let visitor: Visitor;
  let portal: Party;
  let app: Party;
  before(async () => {
    system = await startSystem({ processes: ['provider'] });
    families = await openFamilies(system);
    portal = await partyOf(system, 'portale-salute');
    app = await partyOf(system, 'app-mobile');
    family = await families.next();
    visitor = new Visitor(system, family.walk);
  });
  after(async () => {
    await families.close();
    await system.close();
  });

  const health = (more: Record<string, string> = {}) => ({
    scope: 'openid fse:read',
    resource: system.settings.urls.fse,
    more,
    delegation: 'self',
  });

  it('without a session: prompt=none answers login_required to every client', async () => {
    for (const party of [portal, app, await partyOf(system, 'portale-terzo')]) {
      const nobody = new Visitor(system, family.walk);
      assert.equal(await nobody.errorOf(party, health({ prompt: 'none' })), 'login_required');
    }
  });

  it('by a pushed request opened twice: the second login is refused, and the first one goes on', async () => {
    const { walk, sub } = await families.next();
    const twice = new Visitor(system, walk);
    const asking = await ask(portal, health());
    const pages = [];
    for (const _tab of [1, 2])
      pages.push(await twice.browser.follow(await twice.browser.get(asking.url)));
    const ends: string[] = [];
    for (const page of pages) {
      const own = { ...walk, delegation: 'self' };
      const end = await walkLogin(system, twice.browser, page, own, portal.redirectUri);
      ends.push(end.location ?? `${end.status}`);
    }
    const tokens = await redeem(portal, asking, ends[0] ?? '');
    assert.match(ends[1] ?? '', /error=invalid_request_uri/);
    assert.equal(claimsIn((await refresh(portal, tokens)).access_token)['sub'], sub);
  });

  it('of a public client: prompt=none never completes, whatever the session holds', async () => {
    await visitor.signIn(app, health());
    const error = await visitor.errorOf(app, health({ prompt: 'none' }));
    assert.equal(error, 'interaction_required');
    const { page } = await visitor.open(app, health());
    assert.equal(page.location, undefined, 'one page, one button');
    assert.match(page.text, /value="approve"/);
  });

  it('of a third party: prompt=none never stands for the person’s consent', async () => {
    const thirdParty = await partyOf(system, 'portale-terzo');
    await visitor.signIn(thirdParty, health());
    assert.equal(await visitor.errorOf(thirdParty, health({ prompt: 'none' })), null);
    const more = { scope: 'openid fse:read booking:read', resource: system.settings.urls.booking };
    const error = await visitor.errorOf(thirdParty, { ...more, more: { prompt: 'none' } });
    assert.equal(error, 'consent_required');
  });

  it('without PKCE, or with a challenge that is no S256', async () => {
    const wrong = [
      { code_challenge: '', code_challenge_method: '' },
      {
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'plain',
      },
    ];
    for (const more of wrong) {
      assert.equal(await visitor.errorOf(app, { ...health(), more }), 'invalid_request');
      await refused(visitor.open(portal, { ...health(), more }), 'invalid_request');
    }
  });

  it('with a verifier that does not fit: the code gives nothing', async () => {
    const { asking, callback } = await visitor.goThrough(app, health());
    const checks = { ...asking.checks, pkceCodeVerifier: 'x'.repeat(43) };
    await refused(redeem(app, { ...asking, checks }, callback), 'invalid_grant');
  });

  it('for a code of another client', async () => {
    const { asking, callback } = await visitor.goThrough(app, health());
    const code = new URL(callback).searchParams.get('code') ?? '';
    const { status, body } = await postAs(system, 'portale-terzo', '/token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: app.redirectUri,
      code_verifier: asking.checks.pkceCodeVerifier ?? '',
    });
    assert.deepEqual([status, body['error']], [400, 'invalid_grant']);
  });

  it('for a token response by anything but a code', async () => {
    for (const response_type of ['token', 'id_token', 'code id_token', 'none']) {
      const { callback } = await visitor.goThrough(app, { ...health(), more: { response_type } });
      const { hash, search } = new URL(callback);
      const answered = new URLSearchParams(hash === '' ? search : hash.slice(1));
      assert.equal(answered.get('error'), 'unsupported_response_type', response_type);
    }
  });

  it('for audiences and scopes that are not the client’s, before anybody logs in', async () => {
    const { fse, counter, registry } = system.settings.urls;
    const asked: readonly [Party, string, string | readonly string[], string][] = [
      [app, 'openid enrolment:write', counter, 'invalid_target'],
      [app, 'openid fse:publish', fse, 'invalid_scope'],
      [app, 'openid fse:read', 'https://unknown.example', 'invalid_target'],
      [app, 'openid fse:read', [fse, 'https://unknown.example'], 'invalid_target'],
      [app, 'openid fse:read', 'not a uri', 'invalid_target'],
      [app, 'openid', fse, 'invalid_scope'],
    ];
    for (const [party, scope, resource, error] of asked) {
      const nobody = new Visitor(system, family.walk);
      const { page } = await nobody.open(party, { scope, resource });
      assert.equal(
        new URL(page.location ?? '').searchParams.get('error'),
        error,
        `${scope} ${String(resource)}`,
      );
    }
    const thirdParty = await partyOf(system, 'portale-terzo');
    const { page } = await new Visitor(system, family.walk).open(thirdParty, {
      scope: 'openid registry:read',
      resource: registry,
    });
    assert.equal(new URL(page.location ?? '').searchParams.get('error'), 'invalid_target');
  });

  it('whose redirect address or client is unknown: nobody is sent anywhere', async () => {
    const query = (changed: Record<string, string>): string =>
      `${system.settings.issuer}/auth?${new URLSearchParams({
        client_id: 'app-mobile',
        response_type: 'code',
        redirect_uri: app.redirectUri,
        scope: 'openid',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
        ...changed,
      }).toString()}`;
    for (const changed of [
      { client_id: 'nobody' },
      { redirect_uri: 'https://evil.example/callback' },
      { redirect_uri: 'it.gass.app:/callback/../x' },
    ]) {
      const answer = await visitor.browser.get(query(changed));
      assert.deepEqual([answer.status, answer.location], [400, undefined], JSON.stringify(changed));
    }
  });

  it('with a pushed request that is used again or by another client', async () => {
    const { asking } = await visitor.goThrough(portal, health());
    const unknown = new URL(asking.url);
    unknown.searchParams.set('request_uri', 'urn:ietf:params:oauth:request_uri:x');
    for (const url of [asking.url, unknown.href]) {
      const again = await visitor.browser.get(url);
      const { searchParams } = new URL(again.location ?? '');
      assert.equal(searchParams.get('error'), 'invalid_request_uri');
      assert.equal(searchParams.has('code'), false);
    }
    const { asking: open } = await visitor.open(portal, { ...health(), more: { prompt: 'login' } });
    const foreign = await visitor.browser.get(open.url.replace('portale-salute', 'app-mobile'));
    assert.deepEqual([foreign.status, foreign.location], [400, undefined]);
  });

  it('by the citizen, with access_denied', async () => {
    for (const party of [portal, app]) {
      const nobody = new Visitor(system, family.walk);
      const { page } = await nobody.open(party, { scope: 'openid', resource: REGIONAL });
      const end = await nobody.browser.follow(
        await nobody.browser.post(page.url, { action: 'cancel' }),
        party.redirectUri,
      );
      const { searchParams } = new URL(end.location ?? '');
      assert.equal(searchParams.get('error'), 'access_denied');
      assert.equal(searchParams.get('iss'), system.settings.issuer);
      assert.equal(searchParams.has('code'), false);
    }
  });
});
