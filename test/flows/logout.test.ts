/** Signing out, being replaced by another person, and sessions that end by themselves. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import * as oidc from 'openid-client';
import { IAT_FUTURE_S } from '../../config/limits.ts';
import { endAccess } from '../../src/commands/end-access.ts';
import { Citizen } from '../support/citizen.ts';
import { type Families, type Family, openFamilies } from '../support/families.ts';
import { postAs } from '../support/client-auth.ts';
import { type Party, type Tokens, partyOf, refresh, refused } from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor, titleOf } from '../support/visitor.ts';

const MINUTE = 60_000;

describe('the end of a session', () => {
  let system: TestSystem;
  let families: Families;
  let family: Family;
  let visitor: Visitor;
  let portal: Party;
  let app: Party;
  let thirdParty: Party;
  before(async () => {
    system = await startSystem({ processes: ['provider'] });
    families = await openFamilies(system);
    portal = await partyOf(system, 'portale-salute');
    app = await partyOf(system, 'app-mobile');
    thirdParty = await partyOf(system, 'portale-terzo');
  });
  after(async () => {
    await families.close();
    await system.close();
  });
  beforeEach(async () => {
    family = await families.next();
    visitor = new Visitor(system, family.walk);
  });
  afterEach(() => mock.timers.reset());

  const health = (delegation = 'self') => ({
    scope: 'openid fse:read',
    resource: system.settings.urls.fse,
    delegation,
  });
  const isActive = async ({ access_token: token }: Tokens): Promise<unknown> =>
    (await postAs(system, 'fse', '/token/introspection', { token })).body['active'];
  const standStill = (ms = 0): void => {
    const now = Date.now() + ms;
    mock.timers.reset();
    mock.timers.enable({ apis: ['Date'], now });
  };
  /** Grants at three clients in one session, one of them for a child, one with two. */
  const atThree = async (): Promise<readonly (readonly [Party, Tokens])[]> => [
    [portal, await visitor.signIn(portal, health(family.child.delegation.id))],
    [app, await visitor.signIn(app, health())],
    [thirdParty, await visitor.signIn(thirdParty, health())],
  ];
  const endSession = (party: Party, tokens: Tokens): URL =>
    oidc.buildEndSessionUrl(party.config, { id_token_hint: tokens.id_token ?? '' });

  async function allEnd(held: readonly (readonly [Party, Tokens])[]): Promise<void> {
    for (const [party, tokens] of held) {
      assert.equal(await isActive(tokens), false, party.clientId);
      await refused(refresh(party, tokens), 'invalid_grant');
    }
  }

  it('by sign-out at one client ends every grant at every client', async () => {
    const held = await atThree();
    for (const [, tokens] of held) assert.equal(await isActive(tokens), true);
    const elsewhere = new Visitor(system, family.walk);
    const other = await elsewhere.signIn(portal, health());
    const left = await visitor.browser.follow(
      await visitor.signOut(endSession(app, held[1]?.[1] ?? other)),
    );
    assert.equal(left.status, 200, titleOf(left));
    await allEnd(held);
    assert.equal(await isActive(other), true, 'another browser’s session goes on');
    for (const party of [portal, app, thirdParty]) {
      const { page } = await visitor.open(party, health());
      assert.match(page.text, /name="card_serial"/, party.clientId);
    }
  });

  it('needs the person’s press of a button', async () => {
    const held = await atThree();
    const url = endSession(portal, held[0]?.[1] as Tokens); // atThree gives three
    const page = await visitor.browser.follow(await visitor.browser.get(url.href));
    assert.equal(page.status, 200);
    const forged = await visitor.browser.post(`${system.settings.issuer}/session/end/confirm`, {
      xsrf: 'x',
      logout: 'yes',
    });
    assert.equal(forged.status, 400);
    for (const [, tokens] of held) assert.equal(await isActive(tokens), true);
  });

  it('leads nowhere but to addresses registered for it', async () => {
    const tokens = await visitor.signIn(portal, health());
    const url = oidc.buildEndSessionUrl(portal.config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: 'https://evil.example/',
    });
    const answer = await visitor.browser.get(url.href);
    assert.deepEqual([answer.status, answer.location], [400, undefined]);
    assert.equal(await isActive(tokens), true);
  });

  it('by another person who logs in in the same browser', async () => {
    const held = await atThree();
    const next = await families.next();
    const other = new Visitor(system, next.walk, visitor.browser);
    const { page, asking } = await other.open(portal, { ...health(), more: { prompt: 'login' } });
    assert.match(page.text, /name="card_serial"/);
    assert.ok(asking);
    const tokens = await other.signIn(portal, { ...health(), more: { prompt: 'login' } });
    assert.equal(tokens.claims()?.sub, next.sub);
    await allEnd(held);
    assert.equal(await isActive(tokens), true);
  });

  it('does not come by a repeated login of the same person', async () => {
    const held = await atThree();
    await visitor.signIn(app, { ...health(), more: { prompt: 'login' } });
    const [atPortal] = held;
    assert.ok(atPortal && (await refresh(...atPortal)));
  });

  it('by 30 minutes without use', async () => {
    standStill();
    const held = await atThree();
    standStill(29 * MINUTE);
    assert.equal(
      await visitor.errorOf(thirdParty, { ...health(), more: { prompt: 'none' } }),
      null,
    );
    standStill(29 * MINUTE);
    assert.equal(
      await visitor.errorOf(thirdParty, { ...health(), more: { prompt: 'none' } }),
      null,
    );
    standStill(30 * MINUTE + IAT_FUTURE_S * 1000); // clocks of two machines are forgiven
    const error = await visitor.errorOf(thirdParty, { ...health(), more: { prompt: 'none' } });
    assert.equal(error, 'login_required');
    for (const [party, tokens] of held.filter(([one]) => one !== app))
      await refused(refresh(party, tokens), 'invalid_grant');
  });

  it('by 12 hours, however much it is used', async () => {
    standStill();
    await visitor.signIn(portal, health());
    const silently = () => visitor.errorOf(portal, { ...health(), more: { prompt: 'none' } });
    for (let passed = 20; passed < 12 * 60; passed += 20) {
      standStill(20 * MINUTE);
      assert.equal(await silently(), null, `after ${passed} minutes`);
    }
    standStill(20 * MINUTE);
    assert.equal(await silently(), 'login_required');
  });

  it('by a new temporary password or a closed account, for all sessions of the person', async () => {
    const held = await atThree();
    const elsewhere = new Visitor(system, family.walk, new Citizen());
    const other = await elsewhere.signIn(app, health());
    await endAccess(families.deps, { accountId: family.sub }, { cause: 'test', now: Date.now() });
    await allEnd([...held, [app, other]]);
    for (const each of [visitor, elsewhere]) {
      const { page } = await each.open(portal, health());
      assert.match(page.text, /name="card_serial"/);
    }
  });

  it('by the refresh token given back (RFC 7009): that grant alone', async () => {
    const [atPortal, atApp] = await atThree();
    assert.ok(atPortal && atApp);
    await oidc.tokenRevocation(portal.config, atPortal[1].refresh_token ?? '');
    await allEnd([atPortal]);
    assert.equal(await isActive(atApp[1]), true);
    await oidc.tokenRevocation(portal.config, atApp[1].refresh_token ?? '').catch(() => undefined);
    assert.equal(await isActive(atApp[1]), true, 'no client ends another’s grant');
  });
});
