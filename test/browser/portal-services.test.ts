/**
 * Every page of booking, exemption and registry once, in a real browser: found good by axe-core,
 * wide and narrow. GASS_TEST_PICTURES names a folder for pictures of them.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { DAY_MS } from '../../config/limits.ts';
import { civilDate } from '../../src/portal/sheet/day.ts';
import { fitsWidth, inBrowser } from '../support/browser.ts';
import { Reader } from '../support/reader.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

const PICTURES = process.env['GASS_TEST_PICTURES'];
const WIDE = { width: 1280, height: 720 };
const NARROW = { width: 320, height: 700 };

inBrowser('the pages of booking, exemption and registry', (browser) => {
  let system: TestSystem;
  let she: Reader;
  let seen = 0;
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
    try {
      await she.close();
    } finally {
      await system.close();
    }
  });

  /** The page is the one with this h1, it is good, and it is as narrow as a telephone. */
  async function look(heading: string, options: { hasErrors?: boolean } = {}): Promise<void> {
    await she.sees(heading, options);
    await picture('1280');
    await she.page.setViewportSize(NARROW);
    assert.ok(await fitsWidth(she.page), `sideways scroll at ${heading}`);
    await picture('320');
    await she.page.setViewportSize(WIDE);
    seen += 1;
  }

  async function picture(width: string): Promise<void> {
    if (PICTURES === undefined) return;
    const name = `${String(seen).padStart(2, '0')}-${width}.png`;
    await she.page.screenshot({ path: path.join(PICTURES, name), fullPage: true });
  }

  /** The button in the entry of a list that has this heading. */
  const inEntry = (title: string, button: RegExp) =>
    she.page
      .locator('.gass-docs > li', { has: she.page.getByRole('heading', { name: title }) })
      .getByRole('link', { name: button });

  async function givePin(operation: string): Promise<void> {
    await she.sees('Confermi con il PIN');
    await she.hasText(operation);
    await she.type({ pin: system.citizen('Giulia').pin ?? '' });
    await she.pressMain();
  }

  async function pdfOf(link: string): Promise<string> {
    const href = await she.button(link).getAttribute('href');
    const answer = await she.context.request.get(new URL(href ?? '', she.page.url()).href);
    return (await answer.body()).subarray(0, 5).toString();
  }

  it('book, move and cancel', async () => {
    await she.press('Prenotazioni');
    await look('Prenotazioni di Giulia Bianchi');
    await she.press('Prenota');
    await look('Scelga la ricetta');
    await she.type({ nre: '0300 a4' });
    await she.press('Cerca la ricetta');
    await look('Scelga la ricetta', { hasErrors: true });
    assert.ok(await she.hasFocus('#nre'));
    assert.equal(await she.page.inputValue('#nre'), '0300 a4');
    await she.type({ nre: '0300a 4000000312' });
    await she.press('Cerca la ricetta');
    await she.hasText('Con questa ricetta non si può più prenotare.');
    await look('Scelga la ricetta');
    await she.press('Torna indietro');
    await inEntry('Prima visita oculistica', /^Cerca un posto/).click();
    await look('Scelga data e ora');
    await she.press('Continua');
    await look('Scelga data e ora', { hasErrors: true });
    await she.type({ dal: civilDate(Date.now() + 20 * DAY_MS) });
    await she.press('Mostra');
    await she.hasText(/Dopo l'ultimo giorno previsto dalla ricetta$/);
    await she.page.locator('input[name=posto]').first().check();
    await she.press('Continua');
    await look('Vuole prenotare?');
    await she.press('Conferma la prenotazione');
    await look('Prima visita oculistica');
    await she.hasText(/^Prenotazione fatta per Giulia Bianchi: .* Il codice è /);
    await she.press('Sposta');
    await she.type({ dal: civilDate(Date.now() + 20 * DAY_MS) });
    await she.press('Mostra');
    await look('Scelga data e ora');
    await she.page.locator('input[name=posto]').nth(3).check();
    await she.press('Continua');
    await look('Vuole spostare la prenotazione?');
    await she.press('Sì, sposta');
    await look('Prima visita oculistica');
    await she.hasText(/^Prenotazione spostata per Giulia Bianchi/);
    await she.press('Disdici');
    await look('Vuole disdire?');
    await she.press('Sì, disdici');
    await look('Vuole disdire?', { hasErrors: true });
    await she.page.getByLabel('Non serve più').check();
    await she.press('Sì, disdici');
    await look('Prima visita oculistica');
    await she.hasText(/^Prenotazione disdetta\./);
  });

  it('say that it is too late, until when it was possible, and whom to call', async () => {
    await she.go('/per/me/prenotazioni');
    await she.press('Prima visita cardiologica');
    await look('Prima visita cardiologica');
    await she.hasText(/^È tardi per spostare o disdire da qui: .*Chiami subito il numero \+39/);
    assert.equal(await she.button('Disdici').count(), 0);
    await she.go(`${new URL(she.page.url()).pathname}/disdici`);
    await look('Prima visita cardiologica', { hasErrors: true });
  });

  it('declare an exemption with the PIN and withdraw it', async () => {
    await she.go('/per/me/esenzioni');
    await look('Esenzioni di Giulia Bianchi');
    await she.press("Dichiara un'esenzione per reddito");
    await look("Scelga l'esenzione");
    await inEntry('Esenzione E12', /^Leggi e dichiara/)
      .first()
      .click();
    await look('Legga e risponda');
    await she.press('Continua');
    await look('Legga e risponda', { hasErrors: true });
    for (const yes of await she.page.getByLabel('Sì', { exact: true }).all()) await yes.check();
    await she.page.getByLabel(/^Dichiaro che questi dati sono veri/).check();
    await she.press('Continua');
    await look('Vuole firmare?');
    await she.press('Firma e invia');
    await givePin('firmare la dichiarazione');
    await look('Vuole firmare?');
    await she.press('Firma e invia');
    await look('Dichiarazione per E12');
    await she.hasText('Dichiarazione firmata. Ora Giulia Bianchi ha questa esenzione: E12.');
    assert.equal(await pdfOf('Scarica la ricevuta (PDF)'), '%PDF-');
    await she.press('Ritira la dichiarazione');
    await look('Ritirare la dichiarazione');
    await she.press('Continua');
    await look('Ritirare la dichiarazione', { hasErrors: true });
    await she.type({ motivo: 'Lavoro nuovo' });
    await she.press('Continua');
    await look('Vuole ritirare la dichiarazione?');
    await she.press('Sì, ritira');
    await look('Dichiarazione per E12');
    await she.hasText(/^Dichiarazione ritirata\./);
    await she.press('Torna alle esenzioni');
    await look('Esenzioni di Giulia Bianchi');
  });

  it('change doctor with the PIN, once a day', async () => {
    await she.go('/per/me/medico');
    await look('Medico di Giulia Bianchi');
    await she.press('Cerca un altro medico');
    await look('Cerchi il medico');
    await she.type({ cognome: 'Nessuno' });
    await she.press('Cerca');
    await look('Cerchi il medico');
    await she.hasText('Nessun medico con questi dati. Provi con un altro cognome o comune.');
    await she.type({ cognome: 'ferr', comune: 'cologno' });
    await she.press('Cerca');
    await she.hasText('1 medico');
    await inEntry('Dr. Luca Ferrario', /^Scegli questo medico/).click();
    await look('Vuole passare a Dr. Luca Ferrario?');
    await she.press('Sì, cambia medico'); // the PIN was given a moment ago: it is not asked again
    await she.hasText('Per finire prema ancora il pulsante qui sotto.');
    await look('Vuole passare a Dr. Luca Ferrario?');
    await she.press('Sì, cambia medico');
    await look('Medico di Giulia Bianchi');
    await she.hasText('Fatto. Da oggi il medico di Giulia Bianchi è Dr. Luca Ferrario.');
    await she.go('/per/me/medico/lascia');
    await look('Vuole lasciare Dr. Luca Ferrario?');
    await she.press('Sì, lascia il medico');
    await look('Vuole lasciare Dr. Luca Ferrario?', { hasErrors: true });
    await she.hasText('Ha già cambiato medico oggi. Riprovi domani.');
  });

  it('show personal data, and consents with their history', async () => {
    await she.go('/per/me/dati');
    await look('Dati personali di Giulia Bianchi');
    await she.press('Consensi');
    await look('Consensi di Giulia Bianchi');
    await inEntry('Per la cura', /^Cambia/).click();
    await look('Per la cura');
    await she.press('Conferma la scelta');
    await look('Per la cura', { hasErrors: true });
    await she.page.getByLabel('No, non do il consenso').check();
    await she.press('Conferma la scelta');
    await look('Consensi di Giulia Bianchi');
    await she.hasText(/^Scelta registrata: Per la cura\. Consenso negato/);
    await inEntry('Per la cura', /^Storia/).click();
    await look('Storia: Per la cura');
  });

  it('write, change and delete a note', async () => {
    await she.go('/per/me/taccuino');
    await look('Taccuino di Giulia Bianchi');
    await she.press('Scrivi una nota');
    await look('Nota nuova');
    await she.press('Salva la nota');
    await look('Nota nuova', { hasErrors: true });
    await she.type({ titolo: 'Febbre', testo: '38 di sera.\nNessun altro sintomo.' });
    await she.page.getByLabel(/^Solo io/).check();
    await she.press('Salva la nota');
    await look('Taccuino di Giulia Bianchi');
    await inEntry('Febbre', /^Cambia/).click();
    await look('Cambi la nota');
    await she.type({ testo: '37 di sera.' });
    await she.press('Salva la nota');
    await she.hasText('37 di sera.');
    await inEntry('Febbre', /^Elimina/).click();
    await look('Vuole eliminare questa nota?');
    await she.press('Sì, elimina');
    await look('Taccuino di Giulia Bianchi');
    assert.equal(await she.page.getByText('37 di sera.').count(), 0);
  });
});
