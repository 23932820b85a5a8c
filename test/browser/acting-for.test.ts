import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { adultOn, instantOfMidnight } from '../../src/domain/civil-date.ts';
import { formatDate } from '../../src/web/format.ts';
import { inBrowser } from '../support/browser.ts';
import { walkOf } from '../support/citizen.ts';
import { openFamilies } from '../support/families.ts';
import { Reader } from '../support/reader.ts';
import { partyOf } from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

inBrowser('Giulia, who acts for her children', (browser) => {
  let system: TestSystem;
  let giulia: Reader;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse', 'portal'] });
    giulia = await Reader.open(browser(), system);
  });
  after(async () => {
    mock.timers.reset();
    await giulia.close();
    await system.close();
  });

  const delegationFor = (name: string): string => {
    const held = system.citizen('Giulia').delegations.find((each) => each.for === name);
    assert.ok(held, name);
    return held.delegation_id;
  };
  const choices = (): Promise<string[]> =>
    giulia.page.locator('.gass-choice label').allInnerTexts();

  it('is asked for whom, with nothing chosen beforehand', async () => {
    await giulia.go('/');
    await giulia.press('Entra');
    await giulia.logInAs('Giulia');
    await giulia.sees('Per chi vuole operare?');
    assert.deepEqual(
      (await choices()).map((text) => text.split('\n')[0]),
      ['Per me: Giulia Bianchi', 'Sara Ferri', 'Luca Ferri', 'Pietro Bianchi', 'Anna Verdi'],
    );
    assert.equal(await giulia.page.locator('input:checked').count(), 0);
    await giulia.hasText(/^Come genitore, fino al .*: quel giorno compie 18 anni\.$/);
    await giulia.hasText(/^Per decisione del giudice, fino al /);
    await giulia.press('Continua');
    await giulia.sees('Per chi vuole operare?', { hasErrors: true });
    await giulia.hasText('Scelga una persona per continuare.');
  });

  it("sees for whom she acts on every page, and reads Luca's four documents", async () => {
    await giulia.choose('Luca Ferri');
    await giulia.sees('Referti di Luca Ferri');
    assert.match(giulia.page.url(), new RegExp(`/per/${delegationFor('Luca Ferri')}/referti$`));
    await giulia.hasText('4 documenti');
    await actsForLuca();
    const names = await giulia.page.locator('main h3').allInnerTexts();
    assert.equal(names.length, 4);
    for (const name of names) {
      await giulia.page.getByRole('link', { name, exact: true }).click();
      await giulia.hasText('Paziente: Luca Ferri.');
      if (name === names[0]) await giulia.sees(await giulia.page.locator('h1').innerText());
      await actsForLuca();
      const pdf = await giulia.page.getByRole('link', { name: /^Scarica/ }).getAttribute('href');
      const answer = await giulia.context.request.get(new URL(pdf ?? '', giulia.page.url()).href);
      assert.match((await answer.body()).subarray(0, 5).toString(), /^%PDF-/);
      assert.doesNotMatch(answer.headers()['content-disposition'] ?? '', /luca|ferri/i);
      await giulia.press('Torna ai referti');
      await giulia.waitFor('Referti di Luca Ferri');
    }
    const others = [
      'Portale della salute',
      'Aiuto',
      'Privacy',
      'Accessibilità',
      'Pagina non trovata',
    ];
    for (const [index, path] of ['/', '/help', '/privacy', '/accessibility', '/niente'].entries()) {
      await giulia.go(path);
      await giulia.sees(others[index] ?? '');
      await actsForLuca();
    }
  });

  async function actsForLuca(): Promise<void> {
    await giulia.hasText('Sta operando per Luca Ferri, come genitore');
  }

  it('prints with both names', async () => {
    await giulia.go(`/per/${delegationFor('Luca Ferri')}/referti`);
    await giulia.page.emulateMedia({ media: 'print' });
    await giulia.page
      .getByText(/^Stampato .* da Giulia Bianchi\. Paziente: Luca Ferri\.$/)
      .waitFor({ state: 'visible' });
    assert.ok(await giulia.page.getByText('Sta operando per Luca Ferri').isVisible());
    assert.equal(await giulia.button('Cambia persona').isVisible(), false);
    await giulia.page.emulateMedia({ media: null });
  });

  it('changes to herself without password or SMS', async () => {
    const sent = (await system.sms()).length;
    await giulia.press('Cambia persona');
    await giulia.sees('Per chi vuole operare?');
    await giulia.choose('Per me: Giulia Bianchi');
    await giulia.sees('Referti di Giulia Bianchi');
    await giulia.hasText('Ora sta operando per Giulia Bianchi.');
    await giulia.hasText('Sta operando per sé: Giulia Bianchi');
    await giulia.hasText('10 documenti');
    assert.equal((await system.sms()).length, sent);
  });

  it('cannot come near the child of another family', async () => {
    const families = await openFamilies(system);
    const { child } = await families.next();
    await families.close();
    for (const path of ['referti', 'referti/1', 'referti/1/pdf']) {
      await giulia.go(`/per/${child.delegation.id}/${path}`);
      await giulia.sees('Scelga di nuovo la persona');
      assert.doesNotMatch(await giulia.everyWord(), /Bruno/);
    }
    await giulia.press('Cambia persona');
    await giulia.waitFor('Per chi vuole operare?');
    assert.ok((await choices()).every((text) => !text.includes('Bruno')));
    await giulia.page.evaluate(`document.getElementById('d1').value = '${child.delegation.id}'`);
    await giulia.page.check('#d1');
    await giulia.press('Continua');
    await giulia.sees('Per chi vuole operare?', { hasErrors: true });
    assert.doesNotMatch(await giulia.everyWord(), /Bruno/);
    await giulia.press('Annulla');
    await giulia.waitFor('Referti di Giulia Bianchi');
    await recordRefuses(child.sub);
  });

  /** The health record itself, asked with her own token for Luca. */
  async function recordRefuses(sub: string): Promise<void> {
    const { fse } = system.settings.urls;
    const visitor = new Visitor(system, walkOf(system, 'Giulia'));
    const { access_token: token } = await visitor.signIn(await partyOf(system, 'portale-salute'), {
      scope: 'openid fse:read',
      resource: fse,
      delegation: delegationFor('Luca Ferri'),
    });
    const ask = async (patient: string, headers: Record<string, string>): Promise<number> =>
      (await fetch(`${fse}/DocumentReference?patient=${patient}`, { headers })).status;
    const hers = { authorization: `Bearer ${token}` };
    assert.equal(await ask(system.citizen('Luca').sub, {}), 401);
    assert.equal(await ask(system.citizen('Luca').sub, hers), 200);
    assert.equal(await ask(sub, hers), 403);
  }

  it('acts for Sara up to the night in which she turns 18, and no longer', async () => {
    const { accounts } = await system.stores();
    const sara = await accounts.get(system.citizen('Sara').sub);
    const birthday = adultOn(sara?.birthdate ?? '');
    const midnight = instantOfMidnight(birthday);
    mock.timers.enable({ apis: ['Date'], now: midnight - 120_000 });
    await giulia.go('/per/me/referti');
    await giulia.sees('Acceda di nuovo');
    await giulia.press('Accedi');
    await giulia.logInAs('Giulia');
    await giulia.sees('Per chi vuole operare?');
    await giulia.hasText(
      `Come genitore, fino al ${formatDate('it', birthday)}: quel giorno compie 18 anni.`,
    );
    await giulia.choose('Sara Ferri');
    await giulia.retryUntil('Referti di Sara Ferri'); // the record reads the list of revoked tokens again
    await giulia.hasText('2 documenti');

    mock.timers.setTime(midnight);
    await giulia.go(`/per/${delegationFor('Sara Ferri')}/referti`);
    await giulia.sees('La delega è finita');
    await giulia.hasText(
      "Non può più operare per Sara Ferri: la delega è finita. Scelga un'altra persona.",
    );
    assert.doesNotMatch(await giulia.everyWord(), /Sta operando/);
    await giulia.press('Cambia persona');
    await giulia.sees('Per chi vuole operare?');
    assert.deepEqual(
      (await choices()).map((text) => text.split('\n')[0]),
      ['Per me: Giulia Bianchi', 'Luca Ferri', 'Pietro Bianchi', 'Anna Verdi'],
    );
    await giulia.choose('Luca Ferri');
    await giulia.waitFor('Referti di Luca Ferri');
  });
});
