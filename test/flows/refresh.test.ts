/** Refresh tokens and codes: used once, repeated in good faith, stolen, and what an error costs. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { DAY_MS } from '../../config/limits.ts';
import { type Families, type Family, openFamilies } from '../support/families.ts';
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
import { Visitor } from '../support/visitor.ts';

const MINUTE = 60_000;

describe('refresh', () => {
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

  const both = () => {
    const { fse, booking } = system.settings.urls;
    return {
      scope: 'openid fse:read booking:read',
      resource: [fse, booking],
      redeemed: { resource: fse },
      delegation: 'self',
    };
  };
  const at = (name: 'fse' | 'booking' | 'registry') => ({ resource: system.settings.urls[name] });
  const standStill = (ms = 0): void => {
    const now = Date.now() + ms;
    mock.timers.reset();
    mock.timers.enable({ apis: ['Date'], now });
  };
  const isActive = async (tokens: Tokens): Promise<unknown> =>
    (await postAs(system, 'fse', '/token/introspection', { token: tokens.access_token })).body[
      'active'
    ];

  describe('of several granted resources', () => {
    it('needs one named, and an error does not burn the token', async () => {
      for (const party of [portal, app]) {
        const tokens = await visitor.signIn(party, both());
        await refused(refresh(party, tokens), 'invalid_target');
        await refused(refresh(party, tokens, at('registry')), 'invalid_target');
        await refused(
          refresh(party, tokens, { ...at('fse'), scope: 'registry:read' }),
          'invalid_scope',
        );
        await refused(refresh(party, tokens, { ...at('fse'), scope: 'openid' }), 'invalid_scope');
        const next = await refresh(party, tokens, at('booking'));
        assert.equal(claimsIn(next.access_token)['scope'], 'booking:read');
        standStill(11_000);
        assert.ok(await refresh(party, next, at('fse')), 'the family lives');
        mock.timers.reset();
      }
    });

    it('needs one named at the code too', async () => {
      const { asking, callback } = await visitor.goThrough(portal, both());
      await refused(redeem(portal, asking, callback), 'invalid_target');
    });

    it('gives no refresh token that the refused attempts made', async () => {
      const tokens = await visitor.signIn(app, both());
      await refused(refresh(app, tokens), 'invalid_target');
      const stores = await system.stores();
      const rows = await stores.artifacts.find({ accountId: family.sub });
      assert.equal(rows.filter(({ model }) => model === 'RefreshToken').length, 1);
    });
  });

  describe('repeated', () => {
    it('within 10 s is refused and changes nothing', async () => {
      standStill();
      const first = await visitor.signIn(portal, both());
      const second = await refresh(portal, first, at('fse'));
      standStill(10_000);
      await refused(refresh(portal, first, at('fse')), 'invalid_grant');
      assert.equal(await isActive(second), true);
      assert.ok(await refresh(portal, second, at('fse')));
    });

    it('later ends the family: somebody else holds the token', async () => {
      standStill();
      const first = await visitor.signIn(app, both());
      const second = await refresh(app, first, at('fse'));
      standStill(10_001);
      await refused(refresh(app, first, at('fse')), 'invalid_grant');
      assert.equal(await isActive(second), false);
      await refused(refresh(app, second, at('fse')), 'invalid_grant');
    });

    it('20 times at once has one winner, whose tokens live', async () => {
      const tokens = await visitor.signIn(app, both());
      const answers = await Promise.allSettled(
        Array.from({ length: 20 }, () => refresh(app, tokens, at('fse'))),
      );
      const won = answers.filter((answer) => answer.status === 'fulfilled');
      assert.equal(won.length, 1);
      assert.ok(won[0] && (await refresh(app, won[0].value, at('fse'))));
    });
  });

  describe('of a code', () => {
    it('repeated within 10 s is refused, and the tokens live', async () => {
      standStill();
      const { asking, callback } = await visitor.goThrough(portal, both());
      const tokens = await redeem(portal, asking, callback, at('fse'));
      standStill(10_000);
      await refused(redeem(portal, asking, callback, at('fse')), 'invalid_grant');
      assert.equal(await isActive(tokens), true);
      assert.ok(await refresh(portal, tokens, at('fse')));
    });

    it('repeated later ends what came of it', async () => {
      standStill();
      const { asking, callback } = await visitor.goThrough(portal, both());
      const tokens = await redeem(portal, asking, callback, at('fse'));
      standStill(10_001);
      await refused(redeem(portal, asking, callback, at('fse')), 'invalid_grant');
      assert.equal(await isActive(tokens), false);
      await refused(refresh(portal, tokens, at('fse')), 'invalid_grant');
    });

    it('20 times at once has one winner, whose tokens live', async () => {
      const { asking, callback } = await visitor.goThrough(app, both());
      const answers = await Promise.allSettled(
        Array.from({ length: 20 }, () => redeem(app, asking, callback, at('fse'))),
      );
      const won = answers.filter((answer) => answer.status === 'fulfilled');
      assert.equal(won.length, 1);
      assert.ok(won[0] && (await refresh(app, won[0].value, at('fse'))));
    });

    it('older than 60 s gives nothing', async () => {
      standStill();
      const { asking, callback } = await visitor.goThrough(app, both());
      standStill(60_000);
      await refused(redeem(app, asking, callback, at('fse')), 'invalid_grant');
    });
  });

  describe('over time', () => {
    it('of an app for oneself: 14 days without use, 30 in all, whatever the session', async () => {
      standStill();
      let tokens = await visitor.signIn(app, both());
      const begun = Date.now();
      for (const days of [13, 13]) {
        standStill(days * DAY_MS);
        tokens = await refresh(app, tokens, at('fse'));
      }
      standStill(begun + 30 * DAY_MS - 1000 - Date.now());
      tokens = await refresh(app, tokens, at('fse'));
      standStill(1000);
      await refused(refresh(app, tokens, at('fse')), 'invalid_grant');

      const idle = await new Visitor(system, (await families.next()).walk).signIn(app, both());
      standStill(14 * DAY_MS);
      await refused(refresh(app, idle, at('fse')), 'invalid_grant');
    });

    it('of an app for a child: not beyond the session', async () => {
      standStill();
      const tokens = await visitor.signIn(app, {
        ...both(),
        delegation: family.child.delegation.id,
      });
      standStill(29 * MINUTE);
      const next = await refresh(app, tokens, at('fse'));
      standStill(29 * MINUTE);
      const last = await refresh(app, next, at('fse'));
      standStill(31 * MINUTE);
      await refused(refresh(app, last, at('fse')), 'invalid_grant');
    });

    it('of a portal: each use keeps the session open, at most 12 hours in all', async () => {
      standStill();
      let tokens = await visitor.signIn(portal, both());
      for (let passed = 0; passed < 12 * 60 - 25; passed += 25) {
        standStill(25 * MINUTE);
        tokens = await refresh(portal, tokens, at('fse'));
      }
      standStill(25 * MINUTE);
      await refused(refresh(portal, tokens, at('fse')), 'invalid_grant');
      const { page } = await visitor.open(portal, both());
      assert.match(page.text, /name="card_serial"/);
    });
  });

  it('refuses another client’s token, and an access token in its place', async () => {
    const tokens = await visitor.signIn(portal, both());
    await refused(refresh(app, tokens, at('fse')), 'invalid_grant');
    await refused(
      refresh(portal, { refresh_token: tokens.access_token }, at('fse')),
      'invalid_grant',
    );
    assert.ok(await refresh(portal, tokens, at('fse')));
  });
});
