/** Which audience a token is for: by `resource`, by SMART's `aud`, by what was granted. */
import assert from 'node:assert/strict';
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
import { Visitor } from '../support/visitor.ts';

const REGIONAL = 'urn:gass:regional:servizio-regionale';

describe('audiences of tokens', () => {
  let system: TestSystem;
  let giulia: Visitor;
  let app: Party;
  let portal: Party;
  before(async () => {
    system = await startSystem({ processes: ['provider'] });
    app = await partyOf(system, 'app-mobile');
    portal = await partyOf(system, 'portale-salute');
    giulia = new Visitor(system, walkOf(system, 'Giulia'));
    await giulia.signIn(app, { scope: 'openid' });
  });
  after(() => system.close());

  const luca = (): string =>
    system.citizen('Giulia').delegations.find((one) => one.for === 'Luca Ferri')?.delegation_id ??
    '';
  const audienceOf = (tokens: Tokens): unknown => claimsIn(tokens.access_token)['aud'];

  it('come from SMART’s aud as well as from resource, with or without its slash', async () => {
    const { fse } = system.settings.urls;
    for (const aud of [fse, `${fse}/`])
      for (const party of [app, portal]) {
        const tokens = await giulia.signIn(party, {
          scope: 'openid fse:read launch/patient',
          more: { aud },
          delegation: 'self',
        });
        assert.deepEqual([audienceOf(tokens), tokens.scope], [fse, 'fse:read']);
        assert.equal(tokens['patient'], system.citizen('Giulia').sub);
      }
    const error = await giulia.errorOf(app, {
      scope: 'openid',
      more: { aud: 'https://unknown.example' },
    });
    assert.equal(error, 'invalid_target');
  });

  it('name the patient in the token response of a FHIR audience alone', async () => {
    const { fse } = system.settings.urls;
    const account = `${system.settings.issuer}/api`;
    const child = await giulia.signIn(app, {
      scope: 'openid fse:read',
      more: { aud: fse, prompt: 'delegation' },
      delegation: luca(),
    });
    assert.equal(child['patient'], system.citizen('Luca').sub);
    assert.equal((await refresh(app, child))['patient'], system.citizen('Luca').sub);
    const own = await giulia.signIn(app, { scope: 'openid account:read', resource: account });
    assert.deepEqual([audienceOf(own), own['patient']], [account, undefined]);
    const plain = await giulia.signIn(app, { scope: 'openid profile', delegation: 'self' });
    assert.equal(plain['patient'], undefined);
  });

  it('are the granted one when none is named, and must be named when several were granted', async () => {
    const { fse, booking } = system.settings.urls;
    const one = await giulia.signIn(portal, {
      scope: 'openid fse:read',
      resource: fse,
      delegation: 'self',
    });
    assert.equal(audienceOf(one), fse);
    assert.equal(audienceOf(await refresh(portal, one)), fse);
    const several = { scope: 'openid fse:read booking:write', resource: [fse, booking] };
    const { asking, callback } = await giulia.goThrough(app, { ...several, delegation: 'self' });
    await refused(redeem(app, asking, callback), 'invalid_target');
    const next = await giulia.signIn(app, {
      ...several,
      delegation: 'self',
      redeemed: { resource: booking },
    });
    assert.deepEqual([audienceOf(next), next.scope], [booking, 'booking:write']);
    await refused(refresh(app, next), 'invalid_target');
  });

  it('may be tried one after another with one code: what a delegation does not reach costs nothing', async () => {
    const { fse, booking } = system.settings.urls;
    const anna = system.citizen('Giulia').delegations.find((one) => one.for === 'Anna Verdi');
    const { asking, callback } = await giulia.goThrough(portal, {
      scope: 'openid fse:read booking:read',
      resource: [fse, booking],
      more: { prompt: 'delegation' },
      delegation: anna?.delegation_id ?? '',
    });
    await refused(redeem(portal, asking, callback, { resource: fse }), 'invalid_scope');
    const uses = Array.from({ length: 6 }, () =>
      redeem(portal, asking, callback, { resource: booking }),
    );
    const ends = await Promise.allSettled(uses);
    const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    assert.deepEqual(won.map(audienceOf), [booking], 'one use wins, as of any code');
    await refused(redeem(portal, asking, callback, { resource: booking }), 'invalid_grant');
  });

  it('are only those of the request, whatever the client may ask otherwise', async () => {
    const { fse, registry } = system.settings.urls;
    const tokens = await giulia.signIn(portal, {
      scope: 'openid fse:read',
      resource: fse,
      delegation: 'self',
    });
    for (const resource of [registry, REGIONAL, `${system.settings.issuer}/api`])
      await refused(refresh(portal, tokens, { resource }), 'invalid_target');
    await refused(refresh(portal, tokens, { resource: fse, scope: 'fse:write' }), 'invalid_scope');
    assert.equal(audienceOf(await refresh(portal, tokens, { resource: fse })), fse);
  });

  it('without scopes of their own give opaque tokens', async () => {
    for (const delegation of ['self', luca()]) {
      const tokens = await giulia.signIn(app, {
        scope: 'openid',
        resource: REGIONAL,
        more: { prompt: 'delegation' },
        delegation,
      });
      assert.match(tokens.access_token, /^[\w-]{43}$/);
      assert.deepEqual([tokens['patient'], tokens.expires_in], [undefined, 300]);
    }
  });

  it('reach a regional service asked for later, for the same child', async () => {
    await giulia.signIn(portal, {
      scope: 'openid fse:read',
      resource: system.settings.urls.fse,
      more: { prompt: 'delegation' },
      delegation: luca(),
    });
    const { page, asking } = await giulia.open(portal, { scope: 'openid', resource: REGIONAL });
    const tokens = await redeem(portal, asking, page.location ?? '');
    const { body } = await postAs(system, 'servizio-regionale', '/token/introspection', {
      token: tokens.access_token,
    });
    const [detail] = body['authorization_details'] as [{ locations: string[] }];
    assert.equal(body['sub'], system.citizen('Luca').sub);
    assert.ok(detail.locations.includes(REGIONAL));
  });

  it('never come with an empty scope', async () => {
    const { fse, registry } = system.settings.urls;
    // For Luca fse:write is never carried; the registry alone is left.
    const { asking, callback } = await giulia.goThrough(app, {
      scope: 'openid fse:write registry:choose',
      resource: [fse, registry],
      more: { prompt: 'delegation' },
      delegation: luca(),
    });
    await refused(redeem(app, asking, callback, { resource: fse }), 'invalid_scope');
    const own = await giulia.signIn(app, {
      scope: 'openid fse:read booking:read',
      resource: [fse, system.settings.urls.booking],
      delegation: 'self',
      redeemed: { resource: fse },
    });
    await refused(refresh(app, own, { resource: fse, scope: 'openid' }), 'invalid_scope');
  });
});
