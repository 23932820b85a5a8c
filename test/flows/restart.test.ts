/** A provider that stops in the middle of a login, in order or not: the login goes on. */
import assert from 'node:assert/strict';
import { createDelegation } from '../../src/commands/create-delegation.ts';
import { recordPerson } from '../../src/commands/known-person.ts';
import { type Identity, openIdentity } from '../../src/compose/identity.ts';
import { Citizen, codeFor } from '../support/citizen.ts';
import { enrolAtDesk, smsHalfOf } from '../support/desk.ts';
import { inventedPerson } from '../support/invented-people.ts';
import { PortalVisitor, headingOf } from '../support/portal.ts';
import { ask, partyOf, redeem, refresh } from '../support/relying-party.ts';
import { runScript } from '../support/scripts.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

const NEW_PASSWORD = 'fagiolo-lanterna-cometa';

describe('a restart', () => {
  let system: TestSystem;
  let desk: Identity;
  before(async () => {
    system = await startSystem();
    desk = await openIdentity(system.settings, 'desk', system.log.log);
  });
  after(async () => {
    await desk.close();
    await system.close();
  });

  /** Somebody at first access, with a child. */
  async function parent(): Promise<{ serial: string; phone: string; password: string }> {
    const person = await enrolAtDesk(desk, 901);
    const now = Date.now();
    const child = { ...inventedPerson(902), givenName: 'Bruno', birthdate: '2016-01-01' };
    await recordPerson(desk.deps, child, now);
    await createDelegation(
      desk.deps,
      { patient: child.fiscalCode, delegate: inventedPerson(901).fiscalCode, basis: 'parental' },
      now,
    );
    for (;;) {
      const half = smsHalfOf(await system.sms(), person.phone);
      if (half !== undefined) return { ...person, password: person.deskHalf + half };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('at every step of a login costs nothing: it goes on where it was, with one SMS', async function () {
    this.timeout(60_000);
    const { serial, phone, password } = await parent();
    const app = await partyOf(system, 'app-mobile', 'http://127.0.0.1:9/callback');
    const asking = await ask(app, { scope: 'openid fse:read', resource: system.settings.urls.fse });
    const citizen = new Citizen();
    const sent = (await system.sms()).length;
    await system.restart();
    const { url } = await citizen.follow(await citizen.get(asking.url));

    /** Restarts with the page open, answers it, restarts again, and looks at the page that follows. */
    async function step(fields: Record<string, string>, next: RegExp): Promise<void> {
      await system.restart();
      const answer = await citizen.post(url, fields);
      assert.equal(answer.status, 303, answer.text);
      await system.restart();
      const page = await citizen.get(url);
      assert.equal(page.status, 200);
      assert.match(page.text, next);
    }
    await step({ card_serial: serial, password }, /name="new_password"/);
    await step({ new_password: NEW_PASSWORD, new_password_confirm: NEW_PASSWORD }, /name="code"/);
    await step({ code: await codeFor(system, phone, sent) }, /name="delegation"/);
    const chosen = await citizen.post(url, { delegation: 'self' });
    await system.restart();
    const back = await citizen.follow(chosen, app.redirectUri);
    await system.restart();
    const tokens = await redeem(app, asking, back.location ?? '');
    await system.restart();
    const fresh = await refresh(app, tokens);
    const read = await fetch(`${system.settings.urls.fse}/DocumentReference`, {
      headers: { authorization: `Bearer ${fresh.access_token}` },
    });
    assert.equal(read.status, 200);
    const codes = (await system.sms())
      .slice(sent)
      .filter((sms) => sms.kind === 'one_time_code' && sms.to === phone);
    assert.equal(codes.length, 1, 'one SMS for one code');
    const page = await citizen.follow(await citizen.get((await ask(app)).url), app.redirectUri);
    assert.match(page.text, /value="approve"/, 'the session lives: neither password nor SMS');
  });

  it('leaves people at the portal signed in, and the login that they began there good', async function () {
    this.timeout(30_000);
    const giulia = new PortalVisitor(system);
    const callback = await giulia.logInUpToCallback('Giulia', await giulia.open('/'));
    await system.restart();
    const list = await giulia.citizen.follow(await giulia.citizen.get(callback));
    assert.equal(headingOf(list), 'Referti di Giulia Bianchi');
    await system.restart();
    assert.equal(headingOf(await giulia.open('/per/me/referti')), 'Referti di Giulia Bianchi');
  });

  it('ends an audit chain at its last record', async () => {
    await system.restart();
    const { auditHeads, auditEvents } = await system.stores();
    const heads = await auditHeads.before('updatedAt', Number.MAX_SAFE_INTEGER, 1000);
    assert.ok(heads.length > 2);
    for (const { id, count } of heads) {
      const stored = await auditEvents.find({ chain: id }, { limit: 1000 });
      assert.equal(count, stored.length, `the head of ${id} knows all of its chain`);
    }
    const verified = await runScript('audit', ['verify', 'identity', 'fse'], system.environment);
    assert.deepEqual(verified.answer?.['broken'], [], verified.stderr);
  });
});
