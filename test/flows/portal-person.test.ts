import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { endDelegation } from '../../src/commands/end-delegation.ts';
import { ACCESS_TOKEN_S } from '../../config/limits.ts';
import type { Answer } from '../support/citizen.ts';
import { openCommandDeps } from '../support/command-deps.ts';
import { PortalVisitor, formFields, headingOf } from '../support/portal.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

describe('acting for somebody else at the portal', () => {
  let system: TestSystem;
  let she: PortalVisitor;
  let luca: string;
  let own: Answer;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse', 'portal'] });
    she = new PortalVisitor(system);
    own = await she.logIn('Giulia');
    luca = delegationFor('Luca Ferri');
  });
  after(() => system.close());
  afterEach(() => mock.timers.reset());

  function delegationFor(name: string): string {
    const found = system.citizen('Giulia').delegations.find((one) => one.for === name);
    assert.ok(found, `Giulia may act for ${name}`);
    return found.delegation_id;
  }

  it('changes the person without password or SMS, and says so on every page', async () => {
    const sent = (await system.sms()).length;
    const list = await she.switchTo(own, luca);
    assert.equal((await system.sms()).length, sent);
    assert.equal(new URL(list.url).pathname, `/per/${luca}/referti`);
    assert.equal(headingOf(list), 'Referti di Luca Ferri');
    assert.match(list.text, /<title>Referti di Luca - /);
    assert.match(list.text, /Sta operando per <strong>Luca Ferri<\/strong>, come genitore/);
    assert.match(list.text, /role="status"><p>Ora sta operando per Luca Ferri\.<\/p>/);
    assert.match(list.text, /4 documenti/);
    assert.match(list.text, /Stampato l?(?:il )?.* da Giulia Bianchi\. Paziente: Luca Ferri\./);
    const help = await she.open('/help');
    assert.match(help.text, /Sta operando per <strong>Luca Ferri<\/strong>/);
  });

  it('opens nothing but the bookings to who has a mandate for those alone', async () => {
    const anna = delegationFor('Anna Verdi');
    const landed = await she.switchTo(await she.open('/'), anna);
    assert.equal(new URL(landed.url).pathname, `/per/${anna}/prenotazioni`);
    const closed = ['referti', 'ricette', 'vaccinazioni', 'chi-ha-letto', 'referti/d1/pdf'];
    for (const word of closed) {
      const page = await she.open(`/per/${anna}/${word}`);
      assert.deepEqual([page.status, headingOf(page)], [403, 'Questa pagina è chiusa'], word);
      assert.doesNotMatch(page.text, /href="[^"]*\/(?:referti|ricette|vaccinazioni|chi-ha-letto)"/);
    }
    const page = await she.open(`/per/${anna}/referti`);
    assert.match(page.text, /La delega per Anna Verdi non comprende i referti\./);
    const back = await she.switchTo(page, 'self');
    assert.equal(headingOf(back), 'Referti di Giulia Bianchi');
  });

  it('stops a page of the person left behind, and comes back to it after the choice', async () => {
    await she.switchTo(await she.open('/'), luca);
    const path = /href="(\/per\/me\/referti\/[\w-]+)"/.exec(own.text)?.[1] ?? '';
    const stopped = await she.open(path);
    assert.equal(stopped.status, 409);
    assert.equal(headingOf(stopped), 'Scelga di nuovo la persona');
    assert.match(stopped.text, /ha scelto Luca Ferri\./);
    assert.doesNotMatch(stopped.text, /Giulia/);
    const chosen = await she.switchTo(stopped, 'self');
    assert.equal(new URL(chosen.url).pathname, path);
    assert.equal(chosen.status, 200);
  });

  it('goes on for the same person when the choice is cancelled', async () => {
    const list = await she.switchTo(await she.open('/'), luca);
    const choice = await she.citizen.follow(await she.press(list, '/switch'));
    const back = await she.citizen.follow(await she.citizen.post(choice.url, { action: 'cancel' }));
    assert.equal(back.status, 200);
    assert.equal(headingOf(back), 'Referti di Luca Ferri');
  });

  it('shows a document of another person as one that does not exist', async () => {
    await she.switchTo(await she.open('/'), luca);
    const hers = /href="\/per\/me\/referti\/([\w-]+)"/.exec(own.text)?.[1] ?? '';
    const foreign = await she.open(`/per/${luca}/referti/${hers}`);
    const unknown = await she.open(`/per/${luca}/referti/${hers.replace(/^.{8}/, '00000000')}`);
    assert.deepEqual([foreign.status, unknown.status], [404, 404]);
    assert.equal(headingOf(foreign), 'Documento non trovato');
    const bare = (page: Answer): string => page.text.replaceAll(/referti\/[\w-]{36}/g, '');
    assert.equal(bare(foreign), bare(unknown));
    assert.equal((await she.open(`/per/${luca}/referti/${hers}/pdf`)).status, 404);
  });

  it('says that the mandate has ended, and lets her choose again', async () => {
    const sara = delegationFor('Sara Ferri');
    const list = await she.switchTo(await she.open('/'), sara);
    assert.match(list.text, /2 documenti/);
    const deps = await openCommandDeps(system.settings.databases.identity);
    await endDelegation(deps, sara, Date.now());
    await deps.close();
    mock.timers.enable({ apis: ['Date'], now: Date.now() + ACCESS_TOKEN_S * 1000 });
    const ended = await she.open(`/per/${sara}/referti`);
    assert.equal(ended.status, 403);
    assert.equal(headingOf(ended), 'La delega è finita');
    assert.match(ended.text, /Non può più operare per Sara Ferri:/);
    assert.doesNotMatch(ended.text, /Sta operando per/);
    assert.equal(formFields(ended, '/switch')['return_to'], `/per/${sara}/referti`);
    const chosen = await she.switchTo(ended, 'self');
    assert.equal(chosen.status, 200);
    assert.equal(headingOf(chosen), 'Referti di Giulia Bianchi');
  });
});
