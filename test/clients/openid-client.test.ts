/** openid-client, which is not ours, completes every flow as the portal and as the app. */
import assert from 'node:assert/strict';
import * as oidc from 'openid-client';
import { walkOf } from '../support/citizen.ts';
import {
  type Party,
  type Tokens,
  claimsIn,
  partyOf,
  refresh,
  refused,
} from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

const FISCAL = 'https://attributes.eid.gov.it/fiscal_number';
const IDENTITY = 'openid profile fiscal_number';

describe('openid-client', () => {
  let system: TestSystem;
  let giulia: Visitor;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse'] });
    giulia = new Visitor(system, walkOf(system, 'Giulia'));
  });
  after(() => system.close());

  /** Everything openid-client did not compare itself: it has checked signature, issuer, audience, nonce and times. */
  function speaksOfGiulia(tokens: Tokens, party: Party): void {
    const { sub, fiscal_code } = system.citizen('Giulia');
    const claims: Record<string, unknown> = tokens.claims() ?? {};
    const { iat, exp, auth_time, nonce, at_hash: _hash, sid: _session, ...rest } = claims;
    assert.equal(exp, Number(iat) + 300);
    assert.ok(Number(auth_time) <= Number(iat) && Number(auth_time) > Number(iat) - 30);
    assert.equal(typeof nonce, 'string');
    assert.deepEqual(rest, {
      iss: system.settings.issuer,
      aud: party.clientId,
      sub,
      acr: 'urn:gass:acr:otp',
      amr: ['pwd', 'sms', 'mfa'],
      name: 'Giulia Bianchi',
      given_name: 'Giulia',
      family_name: 'Bianchi',
      birthdate: '1984-05-20',
      gender: 'female',
      [FISCAL]: `TINIT-${fiscal_code}`,
    });
    const header = Buffer.from(tokens.id_token?.split('.')[0] ?? '', 'base64url').toString();
    assert.equal((JSON.parse(header) as { alg: string }).alg, 'ES256');
  }
  const reads = (token: string, dpop?: oidc.DPoPHandle, party?: Party): Promise<Response> => {
    const url = new URL(`${system.settings.urls.fse}/DocumentReference`);
    return dpop && party
      ? oidc.fetchProtectedResource(party.config, token, url, 'GET', undefined, undefined, {
          DPoP: dpop,
        })
      : fetch(url, { headers: { authorization: `Bearer ${token}` } });
  };

  describe('as the health portal', () => {
    let portal: Party;
    let tokens: Tokens;
    before(async () => {
      portal = await partyOf(system, 'portale-salute');
      const { fse, booking } = system.settings.urls;
      tokens = await giulia.signIn(portal, {
        scope: `${IDENTITY} fse:read booking:read`,
        resource: [fse, booking],
        redeemed: { resource: fse },
        delegation: 'self',
      });
    });

    it('logs in with PAR, private_key_jwt, PKCE and resources', async () => {
      assert.equal(tokens.token_type, 'bearer');
      assert.equal(tokens.expires_in, 300);
      speaksOfGiulia(tokens, portal);
      assert.equal((await reads(tokens.access_token)).status, 200);
    });

    it('refreshes for one service after another', async () => {
      const { fse, booking } = system.settings.urls;
      for (const [resource, scope] of [
        [booking, 'booking:read'],
        [fse, 'fse:read'],
      ] as const) {
        const next = await refresh(portal, tokens, { resource });
        assert.notEqual(next.refresh_token, tokens.refresh_token);
        assert.equal(next.scope, scope);
        assert.equal(claimsIn(next.access_token)['aud'], resource);
        tokens = next;
      }
      assert.equal((await reads(tokens.access_token)).status, 200);
    });

    it('reads userinfo with a token without audience', async () => {
      const { sub, fiscal_code } = system.citizen('Giulia');
      const plain = await giulia.signIn(portal, { scope: IDENTITY });
      speaksOfGiulia(plain, portal);
      assert.deepEqual(await oidc.fetchUserInfo(portal.config, plain.access_token, sub), {
        sub,
        name: 'Giulia Bianchi',
        given_name: 'Giulia',
        family_name: 'Bianchi',
        birthdate: '1984-05-20',
        gender: 'female',
        [FISCAL]: `TINIT-${fiscal_code}`,
      });
    });

    it('leaves everything by RP-initiated logout', async () => {
      const target = `${system.settings.urls.portal}/`;
      const url = oidc.buildEndSessionUrl(portal.config, {
        id_token_hint: tokens.id_token ?? '',
        post_logout_redirect_uri: target,
        state: 'bye',
      });
      const left = await giulia.browser.follow(await giulia.signOut(url), target);
      assert.equal(left.location, `${target}?state=bye`);
      await refused(
        refresh(portal, tokens, { resource: system.settings.urls.fse }),
        'invalid_grant',
      );
      const { page } = await giulia.open(portal, { scope: IDENTITY });
      assert.match(page.text, /name="card_serial"/);
    });
  });

  describe('as the app', () => {
    it('logs in on a loopback port that nobody registered, and on its own scheme', async () => {
      for (const redirect of [
        'http://127.0.0.1:49877/callback',
        'http://127.0.0.1:50123/callback',
        'it.gass.app:/callback',
      ]) {
        const app = await partyOf(system, 'app-mobile', redirect);
        const tokens = await giulia.signIn(app, {
          scope: `${IDENTITY} fse:read`,
          resource: system.settings.urls.fse,
          delegation: 'self',
        });
        speaksOfGiulia(tokens, app);
        assert.equal((await reads(tokens.access_token)).status, 200);
        const next = await refresh(app, tokens);
        assert.notEqual(next.refresh_token, tokens.refresh_token);
      }
    });

    it('refuses a redirect elsewhere without sending anybody there', async () => {
      for (const redirect of [
        'http://127.0.0.1:49877/other',
        'http://localhost:49877/callback',
        'http://192.0.2.1/callback',
        'it.gass.app:/other',
      ]) {
        const app = await partyOf(system, 'app-mobile', redirect);
        const { page } = await giulia.open(app);
        assert.deepEqual([page.status, page.location], [400, undefined], redirect);
      }
    });

    it('binds its tokens to a key (DPoP); a bound refresh token stays', async () => {
      const app = await partyOf(system, 'app-mobile');
      const pair = await oidc.randomDPoPKeyPair('ES256');
      const dpop = oidc.getDPoPHandle(app.config, pair);
      const { fse, booking } = system.settings.urls;
      const tokens = await giulia.signIn(app, {
        scope: `${IDENTITY} fse:read booking:read`,
        resource: [fse, booking],
        redeemed: { resource: fse },
        delegation: 'self',
        dpop,
      });
      assert.equal(tokens.token_type, 'dpop');
      assert.deepEqual(claimsIn(tokens.access_token)['cnf'], {
        jkt: await dpop.calculateThumbprint(),
      });
      assert.equal((await reads(tokens.access_token, dpop, app)).status, 200);
      assert.equal((await reads(tokens.access_token)).status, 401, 'not without the key');
      const next = await refresh(app, tokens, { resource: booking }, dpop);
      assert.equal(next.refresh_token, tokens.refresh_token);
      const again = await refresh(app, tokens, { resource: fse }, dpop);
      assert.equal((await reads(again.access_token, dpop, app)).status, 200);
      const stranger = oidc.getDPoPHandle(app.config, await oidc.randomDPoPKeyPair('ES256'));
      await refused(refresh(app, tokens, { resource: fse }, stranger), 'invalid_grant');
      await refused(refresh(app, tokens, { resource: fse }), 'invalid_grant');
    });

    it('leaves everything by RP-initiated logout', async () => {
      const app = await partyOf(system, 'app-mobile');
      const tokens = await giulia.signIn(app, { scope: IDENTITY });
      const target = 'it.gass.app:/logout';
      const url = oidc.buildEndSessionUrl(app.config, {
        id_token_hint: tokens.id_token ?? '',
        post_logout_redirect_uri: target,
      });
      const left = await giulia.browser.follow(await giulia.signOut(url), target);
      assert.equal(left.location, target);
      await refused(refresh(app, tokens), 'invalid_grant');
    });
  });
});
