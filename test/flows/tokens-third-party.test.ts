/** A third-party portal: consent, a name of its own for the person, opaque tokens that the health record asks about. */
import assert from 'node:assert/strict';
import { type Families, type Family, openFamilies } from '../support/families.ts';
import { type Party, partyOf, redeem, refresh } from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor, titleOf } from '../support/visitor.ts';

describe('a third-party portal', () => {
  let system: TestSystem;
  let families: Families;
  let family: Family;
  let visitor: Visitor;
  let thirdParty: Party;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse'] });
    families = await openFamilies(system);
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

  const health = () => ({ scope: 'openid profile fse:read', resource: system.settings.urls.fse });
  const ask = (token: string, path: string): Promise<Response> =>
    fetch(`${system.settings.urls.fse}${path}`, { headers: { authorization: `Bearer ${token}` } });

  it('gets nothing before the person consents on a page that names it and what it sees', async () => {
    await visitor.signIn(await partyOf(system, 'app-mobile'), { scope: 'openid' });
    const { page, asking } = await visitor.open(thirdParty, health());
    assert.match(titleOf(page), /Portale terzo di prova/);
    assert.match(page.text, /Leggere i referti/);
    assert.doesNotMatch(page.text, /Codice fiscale/);
    const empty = await visitor.browser.post(page.url, {});
    assert.equal(empty.status, 303);
    const still = await visitor.browser.follow(empty, thirdParty.redirectUri);
    assert.equal(still.url, page.url);
    const end = await visitor.browser.follow(
      await visitor.browser.post(page.url, { action: 'approve' }),
      thirdParty.redirectUri,
    );
    assert.ok(await redeem(thirdParty, asking, end.location ?? ''));
  });

  it('is told access_denied when the person says no', async () => {
    await visitor.signIn(await partyOf(system, 'app-mobile'), { scope: 'openid' });
    const { page } = await visitor.open(thirdParty, health());
    const end = await visitor.browser.follow(
      await visitor.browser.post(page.url, { action: 'cancel' }),
      thirdParty.redirectUri,
    );
    assert.equal(new URL(end.location ?? '').searchParams.get('error'), 'access_denied');
  });

  it('knows the person by a name of its own, always the same', async () => {
    const first = await visitor.signIn(thirdParty, health());
    const again = await new Visitor(system, family.walk).signIn(thirdParty, health());
    const other = await new Visitor(system, (await families.next()).walk).signIn(
      thirdParty,
      health(),
    );
    const sub = first.claims()?.sub;
    assert.match(sub ?? '', /^[\w-]{43}$/);
    assert.equal(again.claims()?.sub, sub);
    assert.notEqual(other.claims()?.sub, sub);
    for (const text of [first.id_token ?? '', first.access_token, first.refresh_token ?? ''])
      for (const secret of [family.sub, family.fiscalCode])
        assert.ok(
          !Buffer.from(text.split('.')[1] ?? text, 'base64url')
            .toString()
            .includes(secret),
        );
  });

  it('reads the health record with an opaque token, before and after a refresh', async () => {
    const tokens = await visitor.signIn(thirdParty, health());
    assert.match(tokens.access_token, /^[\w-]{43}$/);
    assert.equal((await ask(tokens.access_token, '/DocumentReference')).status, 200);
    assert.equal((await ask(tokens.access_token, `/Patient/${family.sub}`)).status, 200);
    assert.equal((await ask(tokens.access_token, '/Patient/someone-else')).status, 404);
    const next = await refresh(thirdParty, tokens);
    assert.equal((await ask(next.access_token, '/DocumentReference')).status, 200);
    assert.equal((await ask(`${next.access_token}x`, '/DocumentReference')).status, 401);
  });

  it('is not taken for another audience that the token was not made for', async () => {
    const { booking } = system.settings.urls;
    const tokens = await visitor.signIn(thirdParty, {
      scope: 'openid booking:read',
      resource: booking,
    });
    assert.equal((await ask(tokens.access_token, '/DocumentReference')).status, 401);
  });

  it('acts for nobody else, whatever delegations the person holds', async () => {
    const portal = await partyOf(system, 'portale-salute');
    await visitor.signIn(portal, { ...health(), delegation: family.child.delegation.id });
    const tokens = await visitor.signIn(thirdParty, health());
    assert.equal(tokens.authorization_details, undefined);
    assert.equal((await ask(tokens.access_token, `/Patient/${family.sub}`)).status, 200);
    assert.equal((await ask(tokens.access_token, `/Patient/${family.child.sub}`)).status, 403);
  });
});
