/** For whom a person acts: when it is asked, what only preselects, and what a change ends. */
import assert from 'node:assert/strict';
import { endDelegation } from '../../src/commands/end-delegation.ts';
import { type Families, type Family, openFamilies } from '../support/families.ts';
import { walkOf } from '../support/citizen.ts';
import { postAs } from '../support/client-auth.ts';
import {
  type Party,
  type Tokens,
  claimsIn,
  partyOf,
  redeem,
  refresh,
  refused,
} from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor, asksForWhom, offeredBy } from '../support/visitor.ts';

describe('the choice of person', () => {
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
    [portal, app, thirdParty] = (await Promise.all(
      ['portale-salute', 'app-mobile', 'portale-terzo'].map((id) => partyOf(system, id)),
    )) as [Party, Party, Party]; // one each
  });
  after(async () => {
    await families.close();
    await system.close();
  });
  beforeEach(async () => {
    family = await families.next();
    visitor = new Visitor(system, family.walk);
  });

  const health = (more: Record<string, string> = {}) => ({
    scope: 'openid fse:read',
    resource: system.settings.urls.fse,
    more,
  });
  const subOf = (tokens: Tokens): unknown => claimsIn(tokens.access_token)['sub'];
  const isActive = async (tokens: Tokens): Promise<unknown> =>
    (await postAs(system, 'fse', '/token/introspection', { token: tokens.access_token })).body[
      'active'
    ];
  const forChild = (): Promise<Tokens> =>
    visitor.signIn(portal, { ...health(), delegation: family.child.delegation.id });
  const backAt = (party: Party, page: { location: string | undefined }): boolean =>
    page.location?.startsWith(party.redirectUri) === true;

  it('is asked once; the same request goes on in silence for the same person', async () => {
    assert.equal(subOf(await forChild()), family.child.sub);
    for (const prompt of [undefined, 'none']) {
      const { page, asking } = await visitor.open(portal, health(prompt ? { prompt } : {}));
      assert.ok(backAt(portal, page), `prompt=${prompt ?? ''}`);
      const again = await redeem(portal, asking, page.location ?? '');
      assert.equal(subOf(again), family.child.sub);
    }
  });

  it('is never carried to another client', async () => {
    await forChild();
    const { page } = await visitor.open(app, health());
    assert.deepEqual(offeredBy(page), ['self', family.child.delegation.id]);
    assert.doesNotMatch(page.text, / checked/);
  });

  it('is not asked of clients that do not know delegations', async () => {
    await forChild();
    for (const more of [{}, { prompt: 'delegation' }]) {
      const { page } = await visitor.open(thirdParty, health(more));
      assert.equal(asksForWhom(page), false);
      const end = await visitor.browser.follow(
        await visitor.browser.post(page.url, { action: 'approve' }),
        thirdParty.redirectUri,
      );
      assert.ok(backAt(thirdParty, end), end.url);
    }
  });

  it('is not asked where no delegation covers the request', async () => {
    await visitor.signIn(portal, { scope: 'openid profile' });
    const { page } = await visitor.open(portal, {
      scope: 'openid account:read',
      resource: `${system.settings.issuer}/api`,
    });
    assert.ok(backAt(portal, page));
  });

  it('is shown by prompt=delegation even to who can only choose oneself', async () => {
    const mario = new Visitor(system, walkOf(system, 'Mario'));
    const tokens = await mario.signIn(portal, health());
    const { page, asking } = await mario.open(portal, health({ prompt: 'delegation' }));
    assert.deepEqual(offeredBy(page), ['self']);
    const end = await mario.browser.follow(
      await mario.browser.post(page.url, { delegation: 'self' }),
      portal.redirectUri,
    );
    assert.equal(subOf(await redeem(portal, asking, end.location ?? '')), subOf(tokens));
  });

  it('is only preselected by authorization_details: the person’s POST decides', async () => {
    await visitor.signIn(app, { scope: 'openid' });
    const { delegation } = family.child;
    const detail = (id: string, more = {}) => ({
      authorization_details: JSON.stringify([
        { type: 'urn:gass:delegation', delegation_id: id, ...more },
      ]),
    });
    const { page, asking } = await visitor.open(portal, health(detail(delegation.id)));
    assert.match(page.text, new RegExp(`value="${delegation.id}"[^>]* checked`));
    const end = await visitor.browser.follow(
      await visitor.browser.post(page.url, { delegation: 'self' }),
      portal.redirectUri,
    );
    assert.equal(subOf(await redeem(portal, asking, end.location ?? '')), family.sub);
    const other = await families.next();
    const foreign = await visitor.open(
      portal,
      health({ ...detail(other.child.delegation.id), prompt: 'delegation' }),
    );
    assert.doesNotMatch(foreign.page.text, / checked/);
    assert.deepEqual(offeredBy(foreign.page), ['self', delegation.id]);
    for (const wrong of [detail(''), detail(delegation.id, { actions: ['read'] })])
      await refused(visitor.open(portal, health(wrong)), 'invalid_authorization_details');
  });

  it('is asked again when the delegation was revoked: nobody returns to oneself in silence', async () => {
    const tokens = await forChild();
    await endDelegation(families.deps, family.child.delegation.id, Date.now());
    assert.equal(await visitor.errorOf(portal, health({ prompt: 'none' })), 'interaction_required');
    const { page } = await visitor.open(portal, health());
    assert.deepEqual(offeredBy(page), ['self']);
    await refused(refresh(portal, tokens), 'invalid_grant');
    const own = await visitor.signIn(portal, { ...health(), delegation: 'self' });
    assert.equal(subOf(own), family.sub);
  });

  it('is asked again when the last choice does not cover the request', async () => {
    const giulia = new Visitor(system, walkOf(system, 'Giulia'));
    const [anna] = system.citizen('Giulia').delegations.filter((one) => one.for === 'Anna Verdi');
    const { booking, fse } = system.settings.urls;
    const bookings = { scope: 'openid booking:read', resource: booking };
    await giulia.signIn(portal, { ...bookings, delegation: anna?.delegation_id ?? '' });
    assert.equal(await giulia.errorOf(portal, { ...bookings, more: { prompt: 'none' } }), null);
    const records = { scope: 'openid fse:read', resource: fse };
    assert.equal(
      await giulia.errorOf(portal, { ...records, more: { prompt: 'none' } }),
      'interaction_required',
    );
    const { page } = await giulia.open(portal, records);
    assert.ok(asksForWhom(page));
  });

  it('ends the tokens of the person before, at this client in this session alone', async () => {
    const elsewhere = new Visitor(system, family.walk);
    const other = await elsewhere.signIn(portal, { ...health(), delegation: 'self' });
    const child = await forChild();
    const atApp = await visitor.signIn(app, { ...health(), delegation: 'self' });
    const own = await visitor.signIn(portal, {
      ...health({ prompt: 'delegation' }),
      delegation: 'self',
    });
    assert.deepEqual(
      [await isActive(child), await isActive(own), await isActive(atApp), await isActive(other)],
      [false, true, true, true],
    );
    await refused(refresh(portal, child), 'invalid_grant');
    for (const [party, tokens] of [
      [portal, own],
      [app, atApp],
      [portal, other],
    ] as const)
      assert.equal(subOf(await refresh(party, tokens)), family.sub);
  });

  it('that is cancelled leaves everything as it was', async () => {
    const child = await forChild();
    const { page } = await visitor.open(portal, health({ prompt: 'delegation' }));
    const end = await visitor.browser.follow(
      await visitor.browser.post(page.url, { action: 'cancel' }),
      portal.redirectUri,
    );
    assert.equal(new URL(end.location ?? '').searchParams.get('error'), 'access_denied');
    assert.equal(await isActive(child), true);
    assert.equal(subOf(await refresh(portal, child)), family.child.sub);
  });
});
