/** Whom nobody may act for: ended, grown up, not covering, not one's own. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { DAY_MS } from '../../config/limits.ts';
import { endDelegation } from '../../src/commands/end-delegation.ts';
import { createDelegation } from '../../src/commands/create-delegation.ts';
import { parseFiscalCode } from '../../src/domain/fiscal-code.ts';
import type { Delegation } from '../../src/domain/delegation.ts';
import { addDays, addMonths, instantOfMidnight, todayInRome } from '../../src/domain/civil-date.ts';
import { postAs } from '../support/client-auth.ts';
import { type Families, openFamilies } from '../support/families.ts';
import { type Walk, walkOf } from '../support/citizen.ts';
import {
  type Party,
  type Tokens,
  claimsIn,
  partyOf,
  redeem,
  refresh,
  refused,
} from '../support/relying-party.ts';
import { runScript } from '../support/scripts.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor, offeredBy } from '../support/visitor.ts';

const REGIONAL = 'urn:gass:regional:servizio-regionale';

describe('delegations that give nothing', () => {
  let system: TestSystem;
  let families: Families;
  let portal: Party;
  let app: Party;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse'] });
    families = await openFamilies(system);
    portal = await partyOf(system, 'portale-salute');
    app = await partyOf(system, 'app-mobile');
  });
  after(async () => {
    await families.close();
    await system.close();
  });
  afterEach(() => mock.timers.reset());

  const health = () => ({ scope: 'openid fse:read', resource: system.settings.urls.fse });
  const ask = (tokens: Tokens, path = '/DocumentReference'): Promise<Response> =>
    fetch(`${system.settings.urls.fse}${path}`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });

  /** Somebody reads for a friend, until the end of tomorrow. */
  async function mandateForRecords(): Promise<{ mandate: Delegation; walk: Walk }> {
    const [patient, delegate] = [await families.next(), await families.next()];
    const mandate = await createDelegation(
      families.deps,
      {
        patient: parseFiscalCode(patient.fiscalCode),
        delegate: parseFiscalCode(delegate.fiscalCode),
        basis: 'mandate',
        services: ['fse'],
        until: addDays(todayInRome(Date.now()), 1),
      },
      Date.now(),
    );
    return { mandate, walk: delegate.walk };
  }

  it('revoked by the command line: refresh refuses at once, the health record within 5 s', async () => {
    const { walk, child } = await families.next();
    const visitor = new Visitor(system, walk);
    const tokens = await visitor.signIn(portal, { ...health(), delegation: child.delegation.id });
    assert.equal((await ask(tokens)).status, 200);
    const run = await runScript('delegate', ['--revoke', child.delegation.id], system.environment);
    const revokedAt = performance.now();
    assert.deepEqual(run.answer, { delegation_id: child.delegation.id, revoked: true });
    await refused(refresh(portal, tokens), 'invalid_grant');
    let answer = await ask(tokens);
    while (answer.status === 200 && performance.now() - revokedAt < 5000) {
      await wait(100);
      answer = await ask(tokens);
    }
    assert.equal(answer.status, 401);
    assert.match(await answer.text(), /token-revoked/);
    const { page } = await visitor.open(portal, health());
    assert.deepEqual(offeredBy(page), ['self'], 'nobody returns to oneself in silence');
  });

  it('revoked between code and token: the code gives nothing, and what is asked about it is not active', async () => {
    const { walk, child } = await families.next();
    const visitor = new Visitor(system, walk);
    const asked = { scope: 'openid', resource: REGIONAL, delegation: child.delegation.id };
    const tokens = await visitor.signIn(app, asked);
    const { asking, callback } = await visitor.goThrough(portal, asked);
    await endDelegation(families.deps, child.delegation.id, Date.now());
    await refused(redeem(portal, asking, callback), 'invalid_grant');
    const { body } = await postAs(system, 'servizio-regionale', '/token/introspection', {
      token: tokens.access_token,
    });
    assert.deepEqual(body, { active: false });
  });

  it('of a parent: tokens end at 00:00 in Rome of the 18th birthday, and nothing follows', async () => {
    const birthday = addDays(todayInRome(Date.now()), 30);
    const { walk, child } = await families.next({ childBorn: addMonths(birthday, -216) });
    const midnight = instantOfMidnight(birthday);
    mock.timers.enable({ apis: ['Date'], now: midnight - 100_000 });
    const visitor = new Visitor(system, walk);
    const tokens = await visitor.signIn(portal, { ...health(), delegation: child.delegation.id });
    const { sub, exp } = claimsIn(tokens.access_token);
    assert.deepEqual([sub, exp], [child.sub, midnight / 1000]);
    assert.ok((tokens.expires_in ?? Infinity) <= 100);
    mock.timers.setTime(midnight - 1);
    assert.equal((await ask(tokens)).status, 200);
    mock.timers.setTime(midnight);
    assert.equal((await ask(tokens)).status, 401);
    await refused(refresh(portal, tokens), 'invalid_grant');
    const { page } = await visitor.open(portal, { ...health(), more: { prompt: 'delegation' } });
    assert.deepEqual(offeredBy(page), ['self']);
  });

  it('for bookings alone: not offered for the health record, refused when posted, never in a token', async () => {
    const giulia = new Visitor(system, walkOf(system, 'Giulia'));
    const [anna] = system.citizen('Giulia').delegations.filter((one) => one.for === 'Anna Verdi');
    const mandate = anna?.delegation_id ?? '';
    const { fse, booking } = system.settings.urls;
    await giulia.signIn(portal, { ...health(), delegation: 'self' });
    const { page } = await giulia.open(portal, { ...health(), more: { prompt: 'delegation' } });
    assert.equal(offeredBy(page).length, 4, 'herself, two children and a ward');
    assert.ok(!offeredBy(page).includes(mandate));
    const answer = await giulia.browser.post(page.url, { delegation: mandate });
    assert.equal(answer.status, 422);

    const both = {
      scope: 'openid fse:read booking:read',
      resource: [fse, booking],
      more: { prompt: 'delegation' },
      delegation: mandate,
    };
    const booked = await giulia.signIn(portal, { ...both, redeemed: { resource: booking } });
    const { sub, scope } = claimsIn(booked.access_token);
    assert.deepEqual([sub, scope], [system.citizen('Anna').sub, 'booking:read']);
    assert.equal((await ask(booked)).status, 401);
    await refused(refresh(portal, booked, { resource: fse }), 'invalid_scope');
    const again = await giulia.goThrough(portal, both);
    await refused(redeem(portal, again.asking, again.callback, { resource: fse }), 'invalid_scope');
  });

  it('of other people: their id answers 422 and is not offered', async () => {
    const [mine, theirs] = [await families.next(), await families.next()];
    const visitor = new Visitor(system, mine.walk);
    await visitor.signIn(portal, { ...health(), delegation: 'self' });
    const { page } = await visitor.open(portal, { ...health(), more: { prompt: 'delegation' } });
    assert.deepEqual(offeredBy(page), ['self', mine.child.delegation.id]);
    for (const delegation of [
      theirs.child.delegation.id,
      theirs.child.sub,
      theirs.sub,
      'none',
      '__proto__',
    ])
      assert.equal((await visitor.browser.post(page.url, { delegation })).status, 422, delegation);
    const end = await visitor.browser.follow(
      await visitor.browser.post(page.url, { delegation: mine.child.delegation.id }),
      portal.redirectUri,
    );
    assert.ok(end.location?.startsWith(portal.redirectUri));
  });

  it('at an audience that knows no delegations: never the actor’s own token', async () => {
    const { walk, child } = await families.next();
    const account = `${system.settings.issuer}/api`;
    const { fse } = system.settings.urls;
    for (const party of [portal, app]) {
      const visitor = new Visitor(system, walk);
      const asked = {
        scope: 'openid fse:read account:read',
        resource: [fse, account],
        delegation: child.delegation.id,
      };
      const first = await visitor.goThrough(party, asked);
      await refused(
        redeem(party, first.asking, first.callback, { resource: account }),
        'invalid_target',
      );
      const second = await visitor.signIn(party, { ...asked, redeemed: { resource: fse } });
      await refused(refresh(party, second, { resource: account }), 'invalid_target');
      assert.equal(
        claimsIn((await refresh(party, second, { resource: fse })).access_token)['sub'],
        child.sub,
      );
    }
  });

  it('a mandate, on a route that accepts only who represents the patient by law', async () => {
    const { mandate, walk } = await mandateForRecords();
    const tokens = await new Visitor(system, walk).signIn(app, {
      ...health(),
      delegation: mandate.id,
    });
    assert.equal((await ask(tokens)).status, 200);
    const log = await ask(tokens, '/AuditEvent');
    assert.equal(log.status, 403);
    assert.match(log.headers.get('www-authenticate') ?? '', /error="insufficient_scope"/);
    assert.match(await log.text(), /delegation-basis/);
  });

  it('lasts no longer than its own last day, in grants and tokens', async () => {
    const { mandate, walk } = await mandateForRecords();
    assert.ok(mandate.validUntil - Date.now() <= 2 * DAY_MS + 3_600_000);
    mock.timers.enable({ apis: ['Date'], now: mandate.validUntil - 60_000 });
    const visitor = new Visitor(system, walk);
    const tokens = await visitor.signIn(app, { ...health(), delegation: mandate.id });
    assert.equal(claimsIn(tokens.access_token)['exp'], mandate.validUntil / 1000);
    mock.timers.setTime(mandate.validUntil);
    await refused(refresh(app, tokens), 'invalid_grant');
  });
});
