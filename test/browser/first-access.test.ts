import assert from 'node:assert/strict';
import { getDocumentProxy } from 'unpdf';
import { HALF_ALPHABET } from '../../config/limits.ts';
import { formatDate } from '../../src/web/format.ts';
import { inBrowser } from '../support/browser.ts';
import { Reader } from '../support/reader.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

const CHOSEN = 'tre mele cotte ieri';

inBrowser("Carla's first access, from the letter to the way out", (browser) => {
  let system: TestSystem;
  let carla: Reader;
  /** What the letter and the SMS say, joined. */
  let temporary = '';
  let report = '';
  before(async () => {
    system = await startSystem();
    carla = await Reader.open(browser(), system);
  });
  after(async () => {
    await carla.close();
    await system.close();
  });

  it('finds half of her password in the letter and half in the SMS', async () => {
    await carla.go(`${system.settings.urls.provider}/demo/outbox`);
    await carla.sees('Messaggi e lettere della prova');
    const today = formatDate('it', Date.now());
    await carla.hasText(`+393330000055, ${today}, `);
    const sms = await carla.page.getByText('Seconda parte: ').textContent();
    const letter = carla.page.getByRole('link', { name: /\.pdf$/ });
    assert.equal(await letter.count(), 1, 'Carla alone waits for a letter');
    const href = new URL((await letter.getAttribute('href')) ?? '', carla.page.url()).href;
    temporary = halfIn(await textOfPdf(carla, href)) + (/(\w+)\s*$/.exec(sms ?? '')?.[1] ?? '');
    assert.equal(temporary.replace('-', ''), system.citizen('Carla').password);
  });

  it('goes from the portal to the password, and is told what is missing', async () => {
    await carla.go('/');
    await carla.sees('Portale della salute');
    await carla.press('Entra');
    await carla.sees('Acceda ai servizi sanitari');
    await carla.hasText('Accesso richiesto da: Portale della salute');
    await carla.press('Continua');
    await carla.sees('Acceda ai servizi sanitari', { hasErrors: true });
    await carla.press('Scriva la password.');
    assert.ok(await carla.hasFocus('#password'), 'the summary leads to the field');
    await carla.type({ card_serial: system.citizen('Carla').card_serial ?? '' });
    await carla.type({ password: temporary.slice(0, 8) });
    await carla.press('Continua');
    await carla.sees('Acceda ai servizi sanitari', { hasErrors: true });
    await carla.hasText('Con questi dati non si può accedere');
  });

  it('chooses a password of her own after the temporary one', async () => {
    assert.equal(
      await carla.page.inputValue('#card_serial'),
      system.citizen('Carla').card_serial,
      'the serial as typed comes back',
    );
    await carla.type({ password: temporary.toUpperCase() });
    await carla.press('Continua');
    await carla.sees('Scelga una nuova password');
    await carla.type({ new_password: 'carla1958', new_password_confirm: 'carla1958' });
    await carla.press('Salva e continua');
    await carla.sees('Scelga una nuova password', { hasErrors: true });
    await carla.hasText('Questa password è facile da indovinare.');
    await carla.type({ new_password: CHOSEN, new_password_confirm: `${CHOSEN}!` });
    await carla.press('Salva e continua');
    await carla.sees('Scelga una nuova password', { hasErrors: true });
    await carla.hasText('Le due password sono diverse.');
    assert.equal((await codes(system)).length, 0, 'no SMS before the password is chosen');
    await carla.type({ new_password: CHOSEN, new_password_confirm: CHOSEN });
    await carla.press('Salva e continua');
    await carla.sees('Scriva il codice ricevuto per SMS');
  });

  it('types the code of the SMS, wrong first, and is in', async () => {
    await carla.hasText('al cellulare che finisce con 055.');
    await carla.hasText(/^Il codice vale ancora [23] minuti e \d+ secondi\.$/);
    const [sms, ...others] = await codes(system);
    assert.equal(others.length, 0);
    const right = /#(\d{8})$/.exec(sms ?? '')?.[1] ?? '';
    await carla.type({ code: right.replace(/.$/, (last) => (last === '7' ? '3' : '7')) });
    await carla.press('Conferma');
    await carla.sees('Scriva il codice ricevuto per SMS', { hasErrors: true });
    assert.ok(await carla.hasFocus('#code'));
    await carla.type({ code: sms ?? '' }); // the whole message may be pasted
    await carla.press('Conferma');
    await carla.sees('Referti di Carla Fontana');
    await carla.hasText('Sta operando per sé: Carla Fontana');
    await carla.hasText('1 documento');
  });

  it('reads her report, and its PDF in the browser', async () => {
    await carla.page.getByRole('link', { name: 'Referto di laboratorio: Emocromo' }).click();
    await carla.sees(await reportHeading(carla));
    report = carla.page.url();
    const link = carla.page.getByRole('link', { name: /^Scarica il PDF \(\d+\sKB\)$/ });
    const address = new URL((await link.getAttribute('href')) ?? '', report).href;
    const pdf = await carla.context.request.get(address);
    assert.equal(pdf.headers()['content-type'], 'application/pdf');
    assert.match(pdf.headers()['content-disposition'] ?? '', /^inline; filename="[a-z\d-]+\.pdf"$/);
    assert.match((await pdf.body()).subarray(0, 5).toString(), /^%PDF-/);
    assert.match(await textOfPdf(carla, address), /Fontana/);
    const shown = carla.page.waitForResponse(address);
    await link.click();
    assert.equal((await shown).status(), 200);
    await carla.page.waitForURL(address); // a download would leave the address as it was
    await carla.goBack();
    await carla.waitFor(await reportHeading(carla));
  });

  it('prints what is read and who printed it, without menus and buttons', async () => {
    const onPaper = carla.page.getByText(
      /^Stampato .* da Carla Fontana\. Paziente: Carla Fontana\.$/,
    );
    assert.equal(await onPaper.isVisible(), false);
    for (const address of [report, '/per/me/referti']) {
      await carla.go(address);
      await carla.page.emulateMedia({ media: 'print' });
      await onPaper.waitFor({ state: 'visible' });
      assert.ok(await carla.page.getByText('Sta operando per sé: Carla Fontana').isVisible());
      assert.ok(await carla.page.locator('h1').isVisible());
      const left = carla.page.locator('a.btn, button, nav, footer, header, .gass-back');
      for (const each of await left.all()) assert.equal(await each.isVisible(), false);
      assert.equal(await carla.styleOf('.gass-acting', 'backgroundColor'), 'rgb(255, 255, 255)');
      await carla.page.emulateMedia({ media: null });
    }
  });

  it('goes out everywhere, and Back shows nothing of hers', async () => {
    await carla.go(report);
    await carla.press('Esci');
    await carla.sees('Vuole uscire?');
    await carla.press('Sì, esci');
    await carla.sees('Portale della salute');
    await carla.hasText('Uscita completata.');
    const passed: string[] = [];
    while (!passed.includes(report) && passed.length < 5) {
      await carla.goBack();
      await carla.page.locator('h1').waitFor();
      assert.doesNotMatch(await carla.everyWord(), /Carla|Fontana|Emocromo/, carla.page.url());
      passed.push(carla.page.url());
    }
    assert.equal(passed.at(-1), report, 'Back leads over the page that she read');
    await carla.go(report);
    await carla.sees('Acceda per continuare');
    assert.doesNotMatch(await carla.everyWord(), /Carla|Fontana|Emocromo/);
    await carla.press('Accedi');
    await carla.sees('Acceda ai servizi sanitari');
  });

  it('comes back with her own password to the page she asked for; the temporary one is over', async () => {
    await carla.type({ card_serial: system.citizen('Carla').card_serial ?? '' });
    await carla.type({ password: temporary });
    await carla.press('Continua');
    await carla.hasText('Con questi dati non si può accedere');
    const sent = (await system.sms()).length;
    await carla.type({ password: CHOSEN });
    await carla.press('Continua');
    await carla.waitFor('Scriva il codice ricevuto per SMS');
    await carla.type({ code: await carla.codeFor('Carla', sent) });
    await carla.press('Conferma');
    await carla.waitFor(await reportHeading(carla));
    assert.equal(carla.page.url(), report);
  });
});

async function codes(system: TestSystem): Promise<string[]> {
  const sent = await system.sms();
  return sent.filter(({ kind }) => kind === 'one_time_code').map(({ text }) => text);
}

/** The half as the letter prints it: two groups of four. */
function halfIn(letter: string): string {
  return new RegExp(`[${HALF_ALPHABET}]{4}-[${HALF_ALPHABET}]{4}`).exec(letter)?.[0] ?? '';
}

async function textOfPdf(reader: Reader, address: string): Promise<string> {
  const bytes = await (await reader.context.request.get(address)).body();
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const pages = Array.from({ length: pdf.numPages }, async (_, index) => {
    const { items } = await (await pdf.getPage(index + 1)).getTextContent();
    return items.map((item) => ('str' in item ? item.str : '')).join(' ');
  });
  return (await Promise.all(pages)).join(' ');
}

/** "Referto di laboratorio del 21 novembre 2026", whatever the day. */
async function reportHeading(reader: Reader): Promise<string> {
  const heading = reader.page.getByRole('heading', {
    level: 1,
    name: /^Referto di laboratorio dell?['\s]\s?\d/,
  });
  return (await heading.textContent()) ?? '';
}
