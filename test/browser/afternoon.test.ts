/** One afternoon at the portal, for oneself and for others, as each delegation allows. @source issue 4 */
import assert from 'node:assert/strict';
import { DAY_MS } from '../../config/limits.ts';
import { civilDate } from '../../src/portal/sheet/day.ts';
import { inBrowser } from '../support/browser.ts';
import { Reader } from '../support/reader.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

inBrowser('an afternoon of Giulia', (browser) => {
  let system: TestSystem;
  let she: Reader;
  before(async () => {
    system = await startSystem();
    she = await Reader.open(browser(), system);
    await she.go('/');
    await she.press('Entra');
    await she.logInAs('Giulia');
    await she.choose('Per me');
    await she.waitFor('Referti di Giulia Bianchi');
  });
  after(async () => {
    await she.close().finally(() => system.close());
  });

  /** The words of the menu, without "Inizio". */
  const menu = async (): Promise<string[]> =>
    (await she.page.locator('.gass-nav a').allInnerTexts()).slice(1);

  const inEntry = (title: string, button: RegExp) =>
    she.page
      .locator('.gass-docs > li', { has: she.page.getByRole('heading', { name: title }) })
      .getByRole('link', { name: button });

  /** Changes to somebody; the name under which the pages of that person stand. */
  async function actFor(name: string): Promise<string> {
    await she.press('Cambia persona');
    await she.choose(name);
    await she.hasText(/^Sta operando per /);
    const held = system.citizen('Giulia').delegations.find((each) => each.for === name);
    assert.ok(held, name);
    await she.page.waitForURL(new RegExp(`/per/${held.delegation_id}/`));
    return held.delegation_id;
  }

  async function chooseAPlace(inDays: number): Promise<void> {
    await she.waitFor('Scelga data e ora');
    await she.type({ dal: civilDate(Date.now() + inDays * DAY_MS) });
    await she.press('Mostra');
    await she.page.locator('input[name=posto]').first().check();
    await she.press('Continua');
  }

  async function givePin(): Promise<void> {
    await she.waitFor('Confermi con il PIN');
    await she.type({ pin: system.citizen('Giulia').pin ?? '' });
    await she.pressMain();
  }

  it('reads her reports, hides one and prints', async () => {
    await she.page.locator('main h3 a').first().click();
    await she.press('Nascondi');
    await she.press('Sì, nascondi');
    await she.hasText('Fatto. Il documento è nascosto.');
    await she.page.emulateMedia({ media: 'print' });
    await she.page
      .getByText(/^Stampato .* da Giulia Bianchi\. Paziente: Giulia Bianchi\.$/)
      .waitFor({ state: 'visible' });
    await she.page.emulateMedia({ media: null });
  });

  it('books for her child, and moves it', async () => {
    const luca = await actFor('Luca Ferri');
    await she.go(`/per/${luca}/prenotazioni`);
    await she.press('Prenota');
    await she.waitFor('Scelga la ricetta');
    await she.page
      .getByRole('link', { name: /^Cerca un posto/ })
      .first()
      .click();
    await chooseAPlace(20);
    await she.waitFor('Vuole prenotare?');
    await she.hasText('Luca Ferri');
    await she.press('Conferma la prenotazione');
    await she.hasText(/^Prenotazione fatta per Luca Ferri: /);
    await she.press('Sposta');
    await chooseAPlace(30);
    await she.press('Sì, sposta');
    await she.hasText(/^Prenotazione spostata per Luca Ferri: /);
  });

  it('changes the doctor of her child with the PIN', async () => {
    await she.press('Medico');
    await she.waitFor('Medico di Luca Ferri');
    await she.press('Cerca un altro medico');
    await inEntry('Dr. Luca Ferrario', /^Scegli questo medico/).click();
    await she.press('Sì, cambia medico');
    await givePin();
    await she.press('Sì, cambia medico');
    await she.hasText('Fatto. Da oggi il medico di Luca Ferri è Dr. Luca Ferrario.');
  });

  it('declares an exemption for her child', async () => {
    await she.press('Esenzioni');
    await she.press("Dichiara un'esenzione per reddito");
    await inEntry('Esenzione E02', /^Leggi e dichiara/)
      .first()
      .click();
    for (const yes of await she.page.getByLabel('Sì', { exact: true }).all()) await yes.check();
    await she.page.getByLabel(/^Dichiaro che questi dati sono veri/).check();
    await she.press('Continua');
    await she.waitFor('Vuole firmare?');
    await she.press('Firma e invia');
    await she.hasText('Per finire prema ancora il pulsante qui sotto.');
    await she.press('Firma e invia');
    await she.hasText('Dichiarazione firmata. Ora Luca Ferri ha questa esenzione: E02.');
    const rows = await she.page.locator('.gass-data').innerText();
    assert.match(rows, /Per chi\s+Luca Ferri\s+Chi firma\s+Giulia Bianchi/);
  });

  it('cancels too late, and is told why and whom to call', async () => {
    await she.press('Cambia persona');
    await she.choose('Per me');
    await she.page.waitForURL(/\/per\/me\//);
    await she.go('/per/me/prenotazioni');
    const href = await she.page
      .getByRole('link', { name: 'Prima visita cardiologica' })
      .first()
      .getAttribute('href');
    await inEntry('Ecografia', /^Disdici/).click();
    await she.waitFor('Vuole disdire?');
    // no page offers it: the form of a booking that can be cancelled, sent for one that no longer can
    await she.page.evaluate(`document.querySelector('main form').action = '${href}/disdici'`);
    await she.page.getByLabel('Non serve più').check();
    assert.equal(await she.statusOf(() => she.press('Sì, disdici')), 422);
    await she.hasText(/^È tardi per spostare o disdire da qui: .* Chiami subito il numero \+39/);
    await she.go(href ?? '');
    assert.equal(await she.page.getByText('Questa prenotazione è disdetta.').count(), 0);
  });

  it('does for her ward what the decree allows', async () => {
    const pietro = await actFor('Pietro Bianchi');
    const open = ['Referti', 'Ricette', 'Vaccinazioni', 'Prenotazioni', 'Esenzioni', 'Medico'];
    assert.deepEqual((await menu()).slice(0, 6), open);
    await she.hasText('per decisione del giudice');
    await she.go(`/per/${pietro}/prenotazioni`);
    await she.page
      .getByRole('link', { name: /^Disdici/ })
      .first()
      .click();
    await she.page.getByLabel('Altro motivo').check();
    await she.press('Sì, disdici');
    await she.hasText(/^Prenotazione disdetta\./);
    await she.press('Dati personali');
    await she.waitFor('Dati personali di Pietro Bianchi');
    await she.hasText('Telefono e posta elettronica li vede solo Pietro Bianchi.');
    assert.doesNotMatch(await she.everyWord(), /\+39/);
  });

  it('sees bookings alone where the mandate is for bookings alone', async () => {
    const anna = await actFor('Anna Verdi');
    await she.hasText('Ora sta operando per Anna Verdi.');
    assert.deepEqual(await menu(), ['Prenotazioni']);
    await she.go(`/per/${anna}/prenotazioni`);
    await she.waitFor('Prenotazioni di Anna Verdi');
    for (const other of ['referti', 'esenzioni', 'esenzioni/dichiara', 'medico', 'taccuino']) {
      await she.go(`/per/${anna}/${other}`);
      await she.sees('Questa pagina è chiusa');
    }
  });
});
