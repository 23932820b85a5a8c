import assert from 'node:assert/strict';
import { inBrowser } from '../support/browser.ts';
import { Reader } from '../support/reader.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

/** The narrowest telephone, and a desk. @source ux 5 */
const SIZES = [
  { width: 320, height: 700 },
  { width: 1280, height: 800 },
];

inBrowser('the health record at the portal', (browser) => {
  let system: TestSystem;
  let she: Reader;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse', 'booking', 'portal'] });
    she = await Reader.open(browser(), system, { javaScriptEnabled: true });
    await she.go('/');
    await she.press('Entra');
    await she.logInAs('Giulia');
    await she.choose('Per me');
    await she.waitFor('Referti di Giulia Bianchi');
  });
  after(async () => {
    await she.close().finally(() => system.close());
  });

  it('opens every section from the first page, in two widths and two languages', async () => {
    for (const size of SIZES) {
      await she.page.setViewportSize(size);
      for (const heading of [
        'Referti di Giulia Bianchi',
        'Ricette di Giulia Bianchi',
        'Vaccinazioni di Giulia Bianchi',
        'Chi ha letto i dati di Giulia Bianchi',
      ]) {
        await she.go('/');
        await she.sees('Portale della salute');
        await she.page
          .locator('main')
          .getByRole('link')
          .filter({ hasText: sectionOf(heading) })
          .click();
        await she.sees(heading);
        assert.ok(await she.fitsBigText(), `text at 200 % at ${heading}`);
      }
    }
    await she.go('/per/me/referti?type=lab&from=2020-01-01'); // opens the search
    await she.sees('Referti di Giulia Bianchi');
    await she.go('/per/me/chi-ha-letto');
    await she.press('English');
    await she.sees('Who has read the data of Giulia Bianchi');
    await she.press('Italiano');
  });

  /** The menu's word for a page with this heading. */
  function sectionOf(heading: string): RegExp {
    return new RegExp(
      `^${heading.startsWith('Chi ha letto') ? 'Chi ha letto' : (heading.split(' ')[0] ?? '')}$`,
    );
  }

  it('hides a document and shows it again, in one width after the other', async () => {
    for (const size of SIZES) {
      await she.page.setViewportSize(size);
      await she.go('/per/me/vaccinazioni');
      await she.page.locator('main h3 a').click();
      await she.press('Nascondi');
      await she.sees('Vuole nascondere questo documento?');
      await she.press('Annulla');
      await she.press('Nascondi');
      await she.press('Sì, nascondi');
      await she.hasText('Fatto. Il documento è nascosto.');
      await she.sees(await she.page.locator('h1').innerText());
      await she.press('Mostra di nuovo');
      await she.sees('Vuole mostrare di nuovo questo documento?');
      await she.press('Sì, mostra');
      await she.hasText('Fatto. Il documento si vede di nuovo.');
    }
  });

  it('explains what it cannot do', async () => {
    const address = new URL(she.page.url()).pathname;
    await she.go(`${address}/nascondi-ai-genitori`);
    assert.equal(await she.statusOf(() => she.press('Sì, nascondi ai genitori')), 422);
    await she.sees('Vuole nasconderlo ai genitori?', { hasErrors: true });
    await she.press('Cambia persona');
    await she.choose('Anna Verdi');
    await she.go(`/per/${delegationFor('Anna Verdi')}/chi-ha-letto`);
    await she.sees('Questa pagina è chiusa');
    await she.press('Cambia persona');
    await she.choose('Luca Ferri');
    await she.waitFor('Chi ha letto i dati di Luca Ferri');
    await she.go(`/per/${delegationFor('Luca Ferri')}/referti`);
    await she.page.locator('main h3 a').first().click();
    await she.hasText('Paziente: Luca Ferri.');
    await she.go(`${new URL(she.page.url()).pathname}/nascondi`);
    await she.sees('Può farlo solo la persona');
  });

  it('prints the log with both names, without menu and buttons', async () => {
    await she.go(`/per/${delegationFor('Luca Ferri')}/chi-ha-letto`);
    await she.waitFor('Chi ha letto i dati di Luca Ferri');
    await she.page.emulateMedia({ media: 'print' });
    await she.page
      .getByText(/^Stampato .* da Giulia Bianchi\. Paziente: Luca Ferri\.$/)
      .waitFor({ state: 'visible' });
    assert.equal(await she.page.getByRole('navigation').isVisible(), false);
    await she.page.emulateMedia({ media: null });
  });

  function delegationFor(name: string): string {
    const held = system.citizen('Giulia').delegations.find((each) => each.for === name);
    assert.ok(held, name);
    return held.delegation_id;
  }
});
