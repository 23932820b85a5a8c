import assert from 'node:assert/strict';
import { textsEn } from '../../interactions/texts.en.ts';
import { textsIt } from '../../interactions/texts.it.ts';
import { portalEn } from '../../src/portal/texts.en.ts';
import { portalIt } from '../../src/portal/texts.it.ts';
import { createCatalog } from '../../src/web/catalog.ts';
import { inBrowser } from '../support/browser.ts';
import { Reader } from '../support/reader.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

const LOGIN = createCatalog(textsIt, textsEn).translators;
const PORTAL = createCatalog(portalIt, portalEn).translators;
/** The narrowest telephone; also 1280 px at 400 %. @source WCAG 1.4.10 */
const NARROW = { width: 320, height: 700 };

inBrowser('one login for every reader', (browser) => {
  let system: TestSystem;
  let she: Reader;
  before(async () => {
    system = await startSystem();
  });
  afterEach(() => she.close());
  after(() => system.close());

  /** Giulia from the first page to the way out, every page and every error on the way checked. */
  async function wholeWay(language: 'it' | 'en', look = she.sees.bind(she)): Promise<void> {
    const [t, p] = [LOGIN[language], PORTAL[language]];
    await she.go('/');
    await look(p('home.title'));
    await she.pressMain();
    await look(t('password.title'));
    await she.pressMain();
    await look(t('password.title'), { hasErrors: true });
    const { card_serial: serial, password } = system.citizen('Giulia');
    await she.type({ card_serial: serial ?? '', password: password ?? '' });
    const sent = (await system.sms()).length;
    await she.pressMain();
    await look(t('one_time_code.title'));
    await she.type({ code: '12' });
    await she.pressMain();
    await look(t('one_time_code.title'), { hasErrors: true });
    await she.press(t('one_time_code.button.resend'));
    await look(t('one_time_code.title'));
    await she.type({ code: await she.codeFor('Giulia', sent) });
    await she.pressMain();
    await look(t('delegation.title'));
    await she.pressMain();
    await look(t('delegation.title'), { hasErrors: true });
    await she.choose('Luca Ferri');
    await look(p('reports.title', { name: 'Luca Ferri' }));
    await she.page.locator('main h3 a').first().click();
    await she.hasText(/(?:Paziente|Patient): Luca Ferri\./);
    await look(await she.page.locator('h1').innerText());
    await she.press(p('acting.switch'));
    await look(t('delegation.title'));
    await she.page.getByRole('radio').first().check();
    await she.pressMain();
    await look(p('reports.title', { name: 'Giulia Bianchi' }));
    await she.hasText(p('acting.self', { name: 'Giulia Bianchi' }));
    await she.press(p('home.logout'));
    await look(t('logout.title'));
    await she.pressMain();
    await look(p('home.title'));
    await she.hasText(p('home.signed_out'));
    assert.equal((await system.sms()).length, sent + 1, 'one SMS for one login');
  }

  it('in English, asked for on the way, with text at 200 % and wide spacing', async () => {
    she = await Reader.open(browser(), system);
    await she.go('/');
    await she.press('Entra');
    await she.waitFor('Acceda ai servizi sanitari');
    const address = she.page.url();
    await she.press('English');
    await she.waitFor('Sign in to health services');
    assert.equal(she.page.url(), address, 'the same step, in another language');
    await wholeWay('en', async (heading, options) => {
      await she.sees(heading, options);
      assert.equal(await she.page.getAttribute('html', 'lang'), 'en');
      assert.ok(await she.fitsBigText(), `text at 200 % at ${heading}`);
    });
  });

  it('in Italian without script, 320 px wide', async () => {
    she = await Reader.open(browser(), system, { javaScriptEnabled: false, viewport: NARROW });
    await wholeWay('it');
  });

  it('in English without script, 320 px wide, at first access', async () => {
    const options = { javaScriptEnabled: false, viewport: NARROW, locale: 'en-GB' };
    she = await Reader.open(browser(), system, options);
    const carla = system.citizen('Carla');
    await she.go('/');
    await she.pressMain();
    await she.type({ card_serial: carla.card_serial ?? '', password: carla.password ?? '' });
    await she.pressMain();
    await she.sees('Choose a new password');
    await she.type({ new_password: 'short', new_password_confirm: 'short' });
    await she.pressMain();
    await she.sees('Choose a new password', { hasErrors: true });
    const chosen = { new_password: 'three far words', new_password_confirm: 'three far words' };
    await she.type(chosen);
    await she.pressMain();
    await she.sees('Enter the code we sent by SMS');
    await she.type({ code: await she.codeFor('Carla') });
    await she.pressMain();
    await she.sees('Reports of Carla Fontana');
    await she.page.locator('main h3 a').click();
    await she.hasText('Patient: Carla Fontana.');
    const heading = await she.page.locator('h1').innerText();
    assert.match(heading, /^Laboratory report of \d+\s\w+\s\d{4}$/);
    await she.sees(heading);
  });

  it('by keyboard alone, with a ring at every stop', async () => {
    she = await Reader.open(browser(), system);
    const { keyboard } = she.page;
    const { card_serial: serial, password } = system.citizen('Giulia');
    await she.go('/');
    await tabTo('Entra');
    await keyboard.press('Enter');
    await she.waitFor('Acceda ai servizi sanitari');
    await tabTo('Ultime 10 cifre della Tessera Sanitaria');
    await keyboard.type(serial ?? '');
    await tabTo('Password');
    await keyboard.type(password ?? '');
    const sent = (await system.sms()).length;
    await keyboard.press('Enter');
    await she.waitFor('Scriva il codice ricevuto per SMS');
    await tabTo('Codice di 8 cifre');
    await keyboard.type(await she.codeFor('Giulia', sent));
    await keyboard.press('Enter');
    await she.waitFor('Per chi vuole operare?');
    await tabTo(/^Per me: Giulia Bianchi/);
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    assert.match((await focus()).name, /^Luca Ferri/);
    await keyboard.press('Enter');
    await she.waitFor('Referti di Luca Ferri');
    await tabTo('Vai al contenuto');
    await keyboard.press('Enter'); // past menu and band
    await tabTo('Referto di laboratorio: Esame delle urine', 2);
    await keyboard.press('Enter');
    await she.hasText('Paziente: Luca Ferri.');
    await tabTo(/^Scarica il PDF/);
    await tabTo('Cambia persona');
    await keyboard.press('Enter');
    await she.waitFor('Per chi vuole operare?');
    await tabTo(/^Per me/);
    await keyboard.press('Space');
    await tabTo('Continua');
    await keyboard.press('Enter');
    await she.waitFor('Referti di Giulia Bianchi');
    await tabTo('Esci');
    await keyboard.press('Enter');
    await she.waitFor('Vuole uscire?');
    await tabTo('Sì, esci');
    await keyboard.press('Space');
    await she.hasText('Uscita completata.');
  });

  /** Presses Tab until the control of this name has the focus; beyond the last one it begins anew. */
  async function tabTo(name: string | RegExp, within = 60): Promise<void> {
    const passed: string[] = [];
    while (passed.length < within) {
      await she.page.keyboard.press('Tab');
      const { name: reached, outline } = await focus();
      if (reached !== '') assert.match(outline, / solid 3px$/, `no ring at ${reached}`);
      if (typeof name === 'string' ? reached === name : name.test(reached)) return;
      passed.push(reached);
    }
    assert.fail(`${String(name)} is not among ${passed.join(', ')}`);
  }

  /** What a screen reader would call the control with the focus (empty on the page itself), and its ring. */
  function focus(): Promise<{ name: string; outline: string }> {
    return she.page.evaluate<{ name: string; outline: string }>(`(() => {
      const { activeElement: at } = document;
      const words = at.labels?.length ? at.labels[0].innerText : at.innerText;
      const { outline } = getComputedStyle(at);
      return { name: at === document.body ? '' : words.trim(), outline };
    })()`);
  }
});
