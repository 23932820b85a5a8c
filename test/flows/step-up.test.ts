/** Levels of authentication: the PIN, when it alone is enough, and how long it counts. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { type Families, type Family, openFamilies } from '../support/families.ts';
import { type Party, type Tokens, claimsIn, partyOf, refresh } from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor, asksForWhom, titleOf } from '../support/visitor.ts';

const OTP = 'urn:gass:acr:otp';
const PIN = 'urn:gass:acr:pin';
const METHODS = ['pwd', 'sms', 'mfa'];
const MINUTE = 60_000;

describe('step-up', () => {
  let system: TestSystem;
  let families: Families;
  let family: Family;
  let visitor: Visitor;
  let portal: Party;
  before(async () => {
    system = await startSystem({ processes: ['provider'] });
    families = await openFamilies(system);
    portal = await partyOf(system, 'portale-salute');
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

  const health = (more: Record<string, string> = {}, delegation = 'self') => ({
    scope: 'openid fse:read',
    resource: system.settings.urls.fse,
    more,
    delegation,
  });
  const withPin = { acr_values: PIN };
  const essentialPin = {
    claims: JSON.stringify({ id_token: { acr: { essential: true, value: PIN } } }),
  };
  const pass = (ms: number): void => {
    const now = Date.now() + ms;
    mock.timers.reset();
    mock.timers.enable({ apis: ['Date'], now });
  };
  /** Level, methods and time of login, which ID token and access token must say alike. */
  function levelOf(tokens: Tokens): { acr: unknown; amr: unknown; auth_time: unknown } {
    const [id, access] = [tokens.id_token ?? '', tokens.access_token].map((jwt) => {
      const { acr, amr, auth_time } = claimsIn(jwt);
      return { acr, amr, auth_time };
    });
    assert.deepEqual(id, access);
    return access ?? { acr: undefined, amr: undefined, auth_time: undefined };
  }

  it('asks the PIN after password and code when a client asks for it', async () => {
    const tokens = await visitor.signIn(portal, health(withPin));
    const { acr, amr } = levelOf(tokens);
    assert.deepEqual([acr, amr], [PIN, [...METHODS, 'pin']]);
  });

  it('asks the PIN alone within 30 minutes of the login, and keeps its time', async () => {
    const before = levelOf(await visitor.signIn(portal, health()));
    assert.deepEqual([before.acr, before.amr], [OTP, METHODS]);
    const sent = (await system.sms()).length;
    pass(10 * MINUTE);
    const { page } = await visitor.open(portal, health(withPin));
    assert.match(page.text, /name="pin"/);
    const tokens = await visitor.signIn(portal, health(withPin));
    assert.equal((await system.sms()).length, sent);
    assert.deepEqual(levelOf(tokens), {
      acr: PIN,
      amr: [...METHODS, 'pin'],
      auth_time: before.auth_time,
    });
  });

  it('keeps the person acted for', async () => {
    const { id } = family.child.delegation;
    await visitor.signIn(portal, health({}, id));
    const { page } = await visitor.open(portal, health(withPin));
    assert.match(page.text, /name="pin"/);
    const end = await visitor.browser.follow(
      await visitor.browser.post(page.url, { pin: family.walk.pin ?? '' }),
      portal.redirectUri,
    );
    assert.ok(end.location?.startsWith(portal.redirectUri), 'nothing else is asked');
    const tokens = await visitor.signIn(portal, health(withPin));
    const { sub, acr } = claimsIn(tokens.access_token);
    assert.deepEqual([sub, acr], [family.child.sub, PIN]);
  });

  it('counts for 600 s; a refresh after that says otp', async () => {
    pass(0);
    const tokens = await visitor.signIn(portal, health(withPin));
    pass(599_000);
    const during = await refresh(portal, tokens);
    assert.deepEqual(levelOf(during).acr, PIN);
    pass(1000);
    const after = await refresh(portal, during);
    const { acr, amr } = levelOf(after);
    assert.deepEqual([acr, amr], [OTP, METHODS]);
    const { page } = await visitor.open(portal, health(withPin));
    assert.match(page.text, /name="pin"/, 'asked for again');
  });

  it('is claimed only in the grant that asked for it', async () => {
    await visitor.signIn(portal, health(withPin));
    const app = await partyOf(system, 'app-mobile');
    assert.equal(levelOf(await visitor.signIn(app, health())).acr, OTP);
    const { page } = await visitor.open(app, health(withPin));
    assert.match(page.text, /name="pin"/);
    const silent = await visitor.goThrough(portal, health({ ...withPin, prompt: 'none' }));
    assert.equal(new URL(silent.callback).searchParams.get('error'), null);
  });

  it('asks password and code again when they are older than 30 minutes', async () => {
    pass(0);
    const tokens = await visitor.signIn(portal, health());
    pass(20 * MINUTE);
    const next = await refresh(portal, tokens); // a use of the session, which stays open
    pass(11 * MINUTE);
    const { page } = await visitor.open(portal, health(withPin));
    assert.match(page.text, /name="card_serial"/);
    const fresh = levelOf(await visitor.signIn(portal, health(withPin)));
    assert.equal(fresh.acr, PIN);
    assert.ok(Number(fresh.auth_time) >= Number(levelOf(next).auth_time) + 31 * 60);
  });

  it('is content with the lower of two levels asked', async () => {
    const tokens = await visitor.signIn(portal, health({ acr_values: `${PIN} ${OTP}` }));
    assert.equal(levelOf(tokens).acr, OTP);
  });

  it('gives an essential acr of the claims parameter, without a loop', async () => {
    await visitor.signIn(portal, health());
    const sent = (await system.sms()).length;
    assert.equal(levelOf(await visitor.signIn(portal, health(essentialPin))).acr, PIN);
    assert.equal((await system.sms()).length, sent);
    assert.equal(await visitor.errorOf(portal, health({ ...essentialPin, prompt: 'none' })), null);
  });

  it('ends with unmet_authentication_requirements for who has no PIN', async () => {
    for (const more of [withPin, essentialPin]) {
      const { walk } = await families.next({ withPin: false });
      const without = new Visitor(system, walk);
      const sent = (await system.sms()).length;
      const error = await without.errorOf(portal, health(more));
      assert.equal(error, 'unmet_authentication_requirements');
      assert.equal((await system.sms()).length, sent + 1, 'one code, no loop');
      await without.signIn(portal, health());
      assert.equal(
        await without.errorOf(portal, health(more)),
        'unmet_authentication_requirements',
      );
    }
  });

  it('loses nothing that worked when the PIN is too old by the time the choice comes', async () => {
    pass(0);
    const tokens = await visitor.signIn(portal, health());
    const asked = health({ ...withPin, prompt: 'delegation' });
    const { page: pinPage } = await visitor.open(portal, asked);
    const choice = await visitor.browser.follow(
      await visitor.browser.post(pinPage.url, { pin: family.walk.pin ?? '' }),
      portal.redirectUri,
    );
    assert.ok(asksForWhom(choice), titleOf(choice));
    pass(601_000);
    const { id } = family.child.delegation;
    const end = await visitor.browser.follow(
      await visitor.browser.post(choice.url, { delegation: id }),
      portal.redirectUri,
    );
    const error = new URL(end.location ?? '').searchParams.get('error');
    assert.equal(error, 'unmet_authentication_requirements');
    const after = claimsIn((await refresh(portal, tokens)).access_token);
    assert.equal(after['sub'], family.sub);
  });

  it('ends with unmet_authentication_requirements for levels that are not ours', async () => {
    const spid = 'https://www.spid.gov.it/SpidL2';
    const claims = (acr: object): Record<string, string> => ({
      claims: JSON.stringify({ id_token: { acr: { essential: true, ...acr } } }),
    });
    for (const more of [
      { acr_values: spid },
      { acr_values: `${spid} https://www.spid.gov.it/SpidL3` },
      claims({ value: spid }),
      claims({ values: [spid, 'urn:other'] }),
    ])
      assert.equal(
        await visitor.errorOf(portal, health(more)),
        'unmet_authentication_requirements',
        JSON.stringify(more),
      );
    assert.equal(
      levelOf(await visitor.signIn(portal, health({ acr_values: `${spid} ${OTP}` }))).acr,
      OTP,
    );
  });

  it('is not asked in silence', async () => {
    await visitor.signIn(portal, health());
    const error = await visitor.errorOf(portal, health({ ...withPin, prompt: 'none' }));
    assert.equal(error, 'login_required');
  });

  it('asks password and code again when the login is older than max_age, or prompt=login says so', async () => {
    pass(0);
    const first = levelOf(await visitor.signIn(portal, health()));
    pass(MINUTE);
    const young = health({ max_age: '61', prompt: 'none' });
    assert.equal(await visitor.errorOf(portal, young), null);
    const old = health({ max_age: '59' });
    const silent = health({ max_age: '59', prompt: 'none' });
    assert.equal(await visitor.errorOf(portal, silent), 'login_required');
    for (const asked of [old, health({ prompt: 'login' })]) {
      const { page } = await visitor.open(portal, asked);
      assert.match(page.text, /name="card_serial"/);
      const { auth_time } = levelOf(await visitor.signIn(portal, asked));
      assert.ok(Number(auth_time) >= Number(first.auth_time) + 60);
      pass(MINUTE);
    }
  });
});
