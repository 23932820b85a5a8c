import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { mock } from 'node:test';
import path from 'node:path';
import type { BrowserContextOptions, Route } from 'playwright-core';
import { CODE_TRIES, INTERACTION_S, ONE_TIME_CODE_S } from '../../config/limits.ts';
import { inBrowser, openProfile } from '../support/browser.ts';
import { Reader } from '../support/reader.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CODE_PAGE = 'Scriva il codice ricevuto per SMS';
const PASSWORD_PAGE = 'Acceda ai servizi sanitari';

const isPost = (route: Route): boolean => route.request().method() === 'POST';

/** Sends the same form once more, as the first of two presses, whose answer the browser drops. */
async function sendUnseen(route: Route): Promise<number> {
  const request = route.request();
  const headers = Object.entries(await request.allHeaders());
  const answer = await fetch(request.url(), {
    method: 'POST',
    headers: Object.fromEntries(
      headers.filter(([name]) => !/^:|^content-length$|^host$/.test(name)),
    ),
    body: request.postData() ?? '',
    redirect: 'manual',
  });
  await answer.text();
  return answer.status;
}

inBrowser('what goes wrong in a login, and how it goes on', (browser) => {
  let system: TestSystem;
  let she: Reader;
  /** How far the system's clock stands ahead, in milliseconds. */
  let ahead = 0;
  before(async () => {
    system = await startSystem();
  });
  beforeEach(() => later(15 * 60)); // nobody's SMS are used up by the test before
  afterEach(() => she.close());
  after(async () => {
    mock.timers.reset();
    await system.close();
  });

  /** Moves the system's clock; the browser's own stays where it is. */
  function later(seconds: number): void {
    mock.timers.reset();
    ahead += seconds * 1000;
    mock.timers.enable({ apis: ['Date'], now: Date.now() + ahead });
  }

  async function open(options: BrowserContextOptions = {}): Promise<void> {
    she = await Reader.open(browser(), system, options);
    await she.go('/');
    await she.press('Entra');
    await she.waitFor(PASSWORD_PAGE);
  }

  /** Types what the password page asks for, without sending it. */
  async function typePassword(givenName: string): Promise<void> {
    const { card_serial: serial, password } = system.citizen(givenName);
    await she.type({ card_serial: serial ?? '', password: password ?? '' });
  }

  async function upToCode(givenName: string): Promise<string> {
    const sent = (await system.sms()).length;
    await typePassword(givenName);
    await she.press('Continua');
    await she.waitFor(CODE_PAGE);
    return she.codeFor(givenName, sent);
  }

  /** How many codes went out while this was done. */
  async function codesDuring(work: () => Promise<unknown>): Promise<number> {
    const sent = (await system.sms()).length;
    await work();
    const since = (await system.sms()).slice(sent);
    return since.filter(({ kind }) => kind === 'one_time_code').length;
  }

  /** Presses the main button and says with which status the post was answered. */
  async function statusOf(press: () => Promise<unknown>): Promise<number> {
    const answered = she.page.waitForResponse((each) => each.request().method() === 'POST');
    await press();
    return (await answered).status();
  }

  const wrong = (code: string): string =>
    code.replace(/^./, (first) => (first === '9' ? '1' : '9'));

  it('shows the step reached after Back and reload, without another SMS', async () => {
    await open();
    const sent = await codesDuring(async () => {
      const code = await upToCode('Mario');
      await she.goBack();
      await she.sees(CODE_PAGE);
      await she.page.reload();
      await she.waitFor(CODE_PAGE);
      await she.type({ code });
      await she.press('Conferma');
      await she.waitFor('Referti di Mario Rossi');
      await she.page.reload();
      await she.waitFor('Referti di Mario Rossi');
    });
    assert.equal(sent, 1);
    await she.goBack();
    await she.sees('La pagina è scaduta');
    await she.press('Torna al portale');
    await she.sees('Portale della salute');
    await she.press('Vedi i referti');
    await she.waitFor('Referti di Mario Rossi');
  });

  it('counts a wrong code once, however often its page is loaded again', async () => {
    await open();
    const code = await upToCode('Anna');
    await she.type({ code: wrong(code) });
    await she.press('Conferma');
    await she.waitFor(CODE_PAGE);
    for (let reloads = 0; reloads < CODE_TRIES; reloads += 1) {
      assert.equal((await she.page.reload())?.status(), 422, 'the same answer, posted again');
      await she.hasText("Questo codice non va bene. Guardi l'ultimo SMS"); // not: one try left
    }
    await she.type({ code });
    await she.press('Conferma');
    await she.waitFor('Referti di Anna Verdi');
  });

  it('takes a double press for one where script holds the second back', async () => {
    she = await Reader.open(browser(), system);
    let posts = 0;
    she.context.on('request', (request) => (posts += request.method() === 'POST' ? 1 : 0));
    assert.equal(
      await codesDuring(() => wholeWay((name) => she.button(name).last().dblclick())),
      1,
    );
    assert.equal(posts, 9, 'one for each button');
  });

  it('takes forms that arrive twice for one', async () => {
    for (const isAtOnce of [true, false]) {
      later(15 * 60);
      she = await Reader.open(browser(), system, { javaScriptEnabled: false });
      await she.context.route('**/*', async (route) => {
        const first = isPost(route) ? sendUnseen(route) : undefined;
        if (!isAtOnce) await first;
        await route.continue();
        assert.ok(((await first) ?? 0) < 500);
      });
      assert.equal(await codesDuring(() => wholeWay((name) => she.press(name))), 1);
      await she.context.unrouteAll({ behavior: 'wait' });
      if (isAtOnce) await she.close();
    }
  });

  /** Every button from the first page to the way out. */
  async function wholeWay(press: (name: string) => Promise<void>): Promise<void> {
    const goOn = async (name: string, heading: string): Promise<void> => {
      await press(name);
      await she.waitFor(heading);
    };
    await she.go('/');
    const before = (await system.sms()).length;
    await goOn('Entra', PASSWORD_PAGE);
    await typePassword('Giulia');
    await goOn('Continua', CODE_PAGE);
    await she.type({ code: await she.codeFor('Giulia', before) });
    await goOn('Conferma', 'Per chi vuole operare?');
    await she.page.getByRole('radio').first().check();
    await goOn('Continua', 'Referti di Giulia Bianchi');
    await goOn('Cambia persona', 'Per chi vuole operare?');
    await goOn('Annulla', 'Referti di Giulia Bianchi');
    await goOn('Esci', 'Vuole uscire?');
    await press('Sì, esci');
    await she.hasText('Uscita completata');
    await she.go('/');
    await goOn('Entra', PASSWORD_PAGE); // the provider knows nobody any more
  }

  it('asks before the way out also when nobody is in any more, without script', async () => {
    await open({ javaScriptEnabled: false });
    const { issuer, urls } = system.settings;
    const back = encodeURIComponent(`${urls.portal}/`);
    await she.go(`${issuer}/session/end?client_id=portale-salute&post_logout_redirect_uri=${back}`);
    await she.sees('Vuole uscire?');
    await she.press('Sì, esci');
    await she.sees('Portale della salute');
  });

  it('takes a double press for one when a new password is chosen', async () => {
    await open({ javaScriptEnabled: false });
    await typePassword('Carla');
    await she.button('Continua').dblclick();
    await she.waitFor('Scelga una nuova password');
    const chosen = 'tre mele cotte ieri';
    await she.type({ new_password: chosen, new_password_confirm: chosen });
    assert.equal(
      await codesDuring(async () => {
        await she.button('Salva e continua').dblclick();
        await she.waitFor(CODE_PAGE);
      }),
      1,
    );
    await she.press('Annulla');
    await she.waitFor('Accesso annullato');
    await she.press('Accedi');
    await typePassword('Carla'); // the temporary one: nothing was completed
    await she.press('Continua');
    await she.waitFor('Scelga una nuova password');
  });

  it('goes on in either of two tabs of one login', async () => {
    await open();
    const first = she.page;
    await typePassword('Anna');
    const second = await she.openTab();
    await second.goto(first.url());
    let code = '';
    const sent = await codesDuring(async () => {
      code = await upToCode('Anna');
      await she.turnTo(first);
      await she.press('Continua');
      await she.sees(CODE_PAGE);
      await she.hasText("Ha già fatto questo passo in un'altra scheda. Continui da qui.");
    });
    assert.equal(sent, 1);
    await she.type({ code });
    await she.press('Conferma');
    await she.waitFor('Referti di Anna Verdi');
    await she.turnTo(second);
    await she.type({ code });
    await she.press('Conferma');
    await she.waitFor('Portale della salute');
    await she.hasText('Sta operando per sé: Anna Verdi');
  });

  it('keeps two logins at once apart, each with its own code', async () => {
    await open();
    const first = she.page;
    const codeOfFirst = await upToCode('Mario');
    await she.openTab();
    await she.go('/');
    await she.press('Entra');
    await she.waitFor(PASSWORD_PAGE);
    const codeOfSecond = await upToCode('Mario');
    assert.notEqual(codeOfFirst, codeOfSecond);
    await she.type({ code: codeOfFirst });
    await she.press('Conferma');
    await she.sees(CODE_PAGE, { hasErrors: true });
    await she.type({ code: codeOfSecond });
    await she.press('Conferma');
    await she.waitFor('Referti di Mario Rossi');
    await she.turnTo(first);
    await she.type({ code: codeOfFirst });
    await she.press('Conferma');
    await she.waitFor('Referti di Mario Rossi');
  });

  it('says what to do when cookies are off', async () => {
    await using folder = await tempFolder();
    const profile = path.join(folder.path, 'Default');
    await mkdir(profile);
    const off = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(path.join(profile, 'Preferences'), JSON.stringify(off));
    const context = await openProfile(folder.path, { locale: 'it-IT' });
    she = await Reader.at(context, system);
    await she.go('/');
    assert.equal(await statusOf(() => she.press('Entra')), 400);
    await she.sees('Mancano i cookie');
    await she.press('Torna al portale');
    await she.sees('Portale della salute');
    // the provider alone, asked by a client that needs no cookie of its own
    const answer = await she.go(`${system.settings.issuer}/auth?${mobileRequest()}`);
    assert.equal(answer?.status(), 400);
    await she.sees('Mancano i cookie');
    await she.hasText('Li attivi nelle impostazioni, poi torni al portale.');
  });

  /** An authorization request of the demo's app. */
  function mobileRequest(): string {
    return new URLSearchParams({
      client_id: 'app-mobile',
      response_type: 'code',
      redirect_uri: 'http://127.0.0.1/callback',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }).toString();
  }

  it("takes another browser's login for one that is over", async () => {
    await open();
    const theirs = she.page.url();
    await she.close();
    await open();
    const answer = await she.go(theirs);
    assert.equal(answer?.status(), 410);
    await she.sees('La pagina è scaduta');
  });

  it('asks for nothing again when only the code has expired', async () => {
    await open();
    const code = await upToCode('Anna');
    later(ONE_TIME_CODE_S);
    await she.type({ code });
    assert.equal(await statusOf(() => she.press('Conferma')), 422);
    await she.sees('Serve un nuovo codice', { hasErrors: true });
    await she.page.goto(she.page.url());
    await she.sees('Serve un nuovo codice');
    const sent = (await system.sms()).length;
    await she.button('Manda un altro SMS').dblclick();
    await she.sees(CODE_PAGE);
    assert.equal((await system.sms()).length, sent + 1);
    assert.equal(await statusOf(() => she.press("Manda di nuovo l'SMS")), 429);
    await she.sees(CODE_PAGE);
    await she.hasText(/Aspetti 60 secondi prima di chiederne un altro\.$/);
    assert.equal((await system.sms()).length, sent + 1, 'too soon: nothing is sent');
    await she.type({ code: await she.codeFor('Anna', sent) });
    await she.press('Conferma');
    await she.waitFor('Referti di Anna Verdi');
  });

  it('says that the page has expired after half an hour, on reading and on sending', async () => {
    await open();
    const code = await upToCode('Mario');
    later(INTERACTION_S + 1);
    await she.type({ code });
    assert.equal(await statusOf(() => she.press('Conferma')), 410);
    await she.sees('La pagina è scaduta');
    assert.equal((await she.page.goto(she.page.url()))?.status(), 410);
    await she.press('Torna al portale');
    await she.waitFor('Portale della salute');
    await she.press('Entra');
    await she.waitFor(PASSWORD_PAGE);
  });

  it('stops after five wrong codes and ends at the portal', async () => {
    await open();
    const code = await upToCode('Anna');
    for (let tries = 1; tries < CODE_TRIES; tries += 1) {
      await she.type({ code: wrong(code) });
      assert.equal(await statusOf(() => she.press('Conferma')), 422);
      await she.waitFor(CODE_PAGE);
    }
    await she.sees(CODE_PAGE, { hasErrors: true });
    await she.hasText('Può provare ancora una volta.');
    await she.type({ code: wrong(code) });
    assert.equal(await statusOf(() => she.press('Conferma')), 429);
    await she.sees('Accesso sospeso per poco');
    assert.equal((await she.page.goto(she.page.url()))?.status(), 429, 'and stays so');
    await she.press('Torna al portale');
    await she.sees('Accesso annullato');
  });

  it('lets her cancel at every step, without a question', async () => {
    await open();
    await cancel();
    await upToCode('Giulia');
    await cancel();
    await upToCode('Giulia');
    later(ONE_TIME_CODE_S);
    await she.page.reload();
    await she.waitFor('Serve un nuovo codice');
    await cancel();
    await she.logInAs('Giulia');
    await she.waitFor('Per chi vuole operare?');
    await cancel();
    await typePassword('Carla');
    await she.press('Continua');
    await she.waitFor('Scelga una nuova password');
    await cancel();
  });

  /** Cancels, and begins again. */
  async function cancel(): Promise<void> {
    await she.press('Annulla');
    await she.sees('Accesso annullato');
    await she.hasText('Ha scelto di non accedere. Nessun dato è stato letto.');
    await she.press('Accedi');
    await she.waitFor(PASSWORD_PAGE);
  }
});
