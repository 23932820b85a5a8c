/**
 * Bad requests at every form and endpoint: no 5xx, a clear message, nothing lost, nothing told.
 * GASS_TEST_REQUESTS and GASS_TEST_SEED make it longer and another (`npm run endure`).
 */
import assert from 'node:assert/strict';
import { type Identity, openIdentity } from '../../src/compose/identity.ts';
import { type Dice, type Target, diceOf, spoil } from '../support/bad-requests.ts';
import type { Held } from '../support/bad-provider-targets.ts';
import { badTargets } from '../support/bad-targets.ts';
import { type Families, openFamilies } from '../support/families.ts';
import { PortalVisitor, headingOf } from '../support/portal.ts';
import { type RawAnswer, type RawRequest, closeRaw, sendRaw } from '../support/raw-http.ts';
import { type Party, partyOf, refresh } from '../support/relying-party.ts';
import { type Secrets, collectSecrets } from '../support/secrets.ts';
import { type Stalled, newcomer, stallAt } from '../support/stalled-logins.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

const REQUESTS = Number(process.env['GASS_TEST_REQUESTS'] ?? 2000);
const SEED = Number(process.env['GASS_TEST_SEED'] ?? 20_261_124);
/** New logins after so many requests: the codes of the old ones live 3 minutes. */
const BATCH = 2000;
const AT_ONCE = 8;

describe('bad requests', () => {
  let system: TestSystem;
  let desk: Identity;
  let families: Families;
  let secrets: Secrets;
  let app: Party;
  let third: Party;
  before(async function () {
    this.timeout(60_000);
    system = await startSystem();
    desk = await openIdentity(system.settings, 'desk', system.log.log);
    families = await openFamilies(system);
    secrets = collectSecrets();
    app = await partyOf(system, 'app-mobile', 'http://127.0.0.1:9/callback');
    third = await partyOf(system, 'portale-terzo');
    secrets.add('demo-portale-terzo', 'demo-servizio-regionale', system.clientKey('fse').d);
  });
  after(async () => {
    closeRaw();
    await families.close();
    await desk.close();
    await system.close();
  });

  it('are all answered in words, cost nobody anything, and put no secret where it may be read', async function () {
    this.timeout(60_000 + REQUESTS * 60);
    const dice = diceOf(SEED);
    for (let batch = 0; batch * BATCH < REQUESTS; batch += 1) {
      const size = Math.min(BATCH, REQUESTS - batch * BATCH);
      const begun = system.log.text().length;
      const stalled = await stallEverywhere(batch);
      const visitor = new PortalVisitor(system);
      await visitor.logIn('Giulia', (await families.next()).walk); // a new person each time: SMS are rationed
      const { held, keep } = await hold(visitor);
      const targets = [
        ...stalled.flatMap((login) => login.targets),
        ...(await badTargets(system, held)),
      ];
      await storm(targets, size, dice);
      for (const login of stalled) await login.finish();
      await keep();
      for (const { to, text } of await system.sms()) secrets.add(to, /#(\d{8})$/.exec(text)?.[1]);
      assert.deepEqual(secrets.foundIn(system.log.text().slice(begun)), [], 'in the log');
    }
  });

  /** Logins of new people, one at each page. */
  async function stallEverywhere(batch: number): Promise<readonly Stalled[]> {
    const deps = { system, desk, families, secrets };
    const { fse } = system.settings.urls;
    const health = { scope: 'openid fse:read', resource: fse };
    const walk = async (): Promise<Visitor['walk']> => {
      const family = await families.next();
      secrets.add(family.fiscalCode);
      return family.walk;
    };
    const known = new Visitor(system, await walk()); // the page of an app, with a live session
    await known.signIn(app);
    const withPin = { ...health, more: { acr_values: 'urn:gass:acr:pin' } };
    return [
      await stallAt(deps, 'card_serial', { party: app, walk: await walk(), ask: health }),
      await stallAt(deps, 'code', { party: app, walk: await walk(), ask: health }),
      await stallAt(deps, 'pin', { party: app, walk: await walk(), ask: withPin }),
      await stallAt(deps, 'delegation', { party: app, walk: await walk(), ask: health }),
      await stallAt(deps, 'approve', {
        party: third,
        walk: await walk(),
        ask: { scope: 'openid fse:read', resource: fse },
      }),
      await stallAt(deps, 'new_password', { party: app, walk: await newcomer(deps, 700 + batch) }),
      await stallAt(deps, 'approve', { party: app, walk: known.walk, browser: known.browser }),
    ];
  }

  /** What somebody holds, and how to see that it is good still. */
  async function hold(at: PortalVisitor): Promise<{ held: Held; keep: () => Promise<void> }> {
    const family = await families.next();
    const visitor = new Visitor(system, family.walk);
    const tokens = await visitor.signIn(app, {
      scope: 'openid fse:read',
      resource: system.settings.urls.fse,
    });
    const { serial, phone } = family.walk;
    const held = {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? '',
      idToken: tokens.id_token ?? '',
      portalCookie: at.citizen.cookieFor(at.portal),
      serial,
      phone: phone ?? '',
      fiscalCode: family.fiscalCode,
    };
    secrets.add(...Object.values(held).filter((value) => value !== held.portalCookie));
    secrets.add(...at.citizen.cookieValues(), ...visitor.browser.cookieValues());
    return {
      held,
      async keep() {
        const fresh = await refresh(app, tokens);
        secrets.add(fresh.access_token, fresh.refresh_token);
        const list = await at.open('/per/me/referti');
        assert.match(headingOf(list), /^Referti di /, 'the portal knows its visitor still');
      },
    };
  }

  async function storm(targets: readonly Target[], size: number, dice: Dice): Promise<void> {
    const asked = Array.from({ length: size }, (_, n) => {
      const target = targets[n % targets.length];
      assert.ok(target);
      return { target, request: spoil(target, dice) };
    });
    const faults = new Map<string, string>();
    const lane = async (): Promise<void> => {
      for (let next = asked.shift(); next; next = asked.shift()) {
        const { target, request } = next;
        const fault = faultOf(target.name, request, await sendRaw(request));
        if (fault !== undefined) faults.set(target.name, fault);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    assert.deepEqual([...faults.values()], []);
  }

  /** What is wrong with an answer. */
  function faultOf(name: string, asked: RawRequest, answer: RawAnswer): string | undefined {
    const { status, headers, text } = answer;
    const isDeclared = status === 503 && headers['retry-after'] !== undefined;
    const { location } = headers;
    const told = typeof location === 'string' ? secrets.foundInLocation(location) : [];
    const why =
      (status < 200 || status > 499) && !isDeclared
        ? 'broken'
        : /\.[jt]s:\d+:\d+/.test(text)
          ? 'shows lines of code'
          : told.length > 0
            ? `tells ${told.join()}`
            : status >= 400 && asked.method !== 'HEAD' && !isClear(answer)
              ? 'no message'
              : undefined;
    const sent = `${asked.method} ${asked.url.slice(0, 150)} ${asked.body?.toString('latin1', 0, 150) ?? ''}`;
    return why && `${why}: ${name}: ${sent} -> ${status} ${text.slice(0, 200)}`;
  }
});

/** A page with a heading, or a body in which a program finds the error. */
function isClear({ headers, text }: RawAnswer): boolean {
  const type = String(headers['content-type']);
  if (type.startsWith('text/html')) return /<h1[^>]*>[^<]/.test(text);
  if (!type.includes('json')) return false;
  const body = JSON.parse(text) as Record<string, unknown>;
  return (
    typeof body['error'] === 'string' ||
    typeof body['title'] === 'string' ||
    body['resourceType'] === 'OperationOutcome'
  );
}
