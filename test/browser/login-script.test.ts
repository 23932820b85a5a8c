import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type Listening, listen } from '../../src/web/listen.ts';
import { inBrowser } from '../support/browser.ts';
import { type LoginSystem, openLoginPages } from '../support/login-pages.ts';
import { PASSWORD, SERIAL } from '../support/login-people.ts';
import { go, press } from '../support/login-ways.ts';

inBrowser('the login in a browser', (browser) => {
  let system: LoginSystem;
  let page: Page;
  let client: Listening;
  beforeEach(async () => {
    client = await listen((_request, response) => response.end('here'), {
      host: '127.0.0.1',
      port: 0,
    });
    system = await openLoginPages({ clientUri: `${client.url}/` });
  });
  afterEach(async () => {
    await page.context().close();
    await system[Symbol.asyncDispose]();
    await client.close();
  });

  async function open(javaScriptEnabled = true): Promise<void> {
    const context = await browser().newContext({ locale: 'it-IT', javaScriptEnabled });
    page = await context.newPage();
    await go(system, page);
  }

  async function logIn(): Promise<void> {
    await page.fill('#card_serial', SERIAL);
    await page.fill('#password', PASSWORD);
    await press(page);
  }

  const focused = (): Promise<string> =>
    page.evaluate<string>('document.activeElement.id || document.activeElement.className');

  for (const script of [true, false]) {
    it(`ends at the client ${script ? 'with' : 'without'} script`, async () => {
      await open(script);
      await logIn();
      await page.fill('#code', await system.code(page.url()));
      await press(page);
      assert.equal(page.url(), `${client.url}/callback?code=1`);
    });

    it(`puts the focus where the error is ${script ? 'with' : 'without'} script`, async () => {
      await open(script);
      await page.fill('#card_serial', SERIAL);
      await press(page);
      const isFocused = (selector: string): Promise<number> =>
        page.locator(`${selector}:focus`).count();
      assert.equal(await isFocused('[role=alert]'), 1);
      await logIn();
      assert.equal(await isFocused('#code'), 0);
      await page.fill('#code', '12');
      await press(page);
      assert.equal(await isFocused('#code'), 1);
    });
  }

  it('goes on by keyboard alone, in reading order, with a ring at each stop', async () => {
    await open();
    const stops: string[] = [];
    for (let count = 0; count < 13; count += 1) {
      await page.keyboard.press('Tab');
      stops.push(
        await page.evaluate<string>(
          '(document.activeElement.id || document.activeElement.textContent).trim()',
        ),
      );
      assert.equal(
        await page.evaluate<string>('getComputedStyle(document.activeElement).outlineWidth'),
        '3px',
        stops.at(-1),
      );
    }
    assert.deepEqual(stops, [
      'Vai al contenuto',
      'English',
      'card_serial',
      'password',
      'Mostra',
      'Continua',
      'Annulla',
      'Dove trovo le 10 cifre?',
      'È il primo accesso: come scrivo la password?',
      'Non ricordo la password',
      'Aiuto',
      'Accessibilità',
      'Privacy',
    ]);
    await page.focus('#card_serial');
    await page.keyboard.type(SERIAL);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    assert.equal(await page.textContent('h1'), 'Scriva il codice ricevuto per SMS');
  });

  it('shows and hides the password, and says so', async () => {
    await open();
    await page.fill('#password', 'x');
    await page.click('[data-show-for=password]');
    assert.equal(await page.getAttribute('#password', 'type'), 'text');
    assert.equal(
      await page.getAttribute('[data-show-for=password]', 'aria-label'),
      'Nascondi: Password',
    );
    assert.equal(await page.textContent('#password-stato'), 'La password si vede.');
    await page.click('[data-show-for=password]');
    assert.equal(await page.getAttribute('#password', 'type'), 'password');
  });

  it('sends once when the button is pressed twice', async () => {
    await open();
    const posts: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posts.push(request.url());
    });
    await page.fill('#card_serial', SERIAL);
    await page.fill('#password', PASSWORD);
    await Promise.all([page.waitForEvent('load'), page.dblclick('.btn-primary')]);
    assert.equal(await page.textContent('h1'), 'Scriva il codice ricevuto per SMS');
    assert.equal(posts.length, 1);
    assert.equal(system.deps.sent.length, 1);
  });

  it('counts down in words', async () => {
    await open();
    await logIn();
    await page.waitForFunction('document.getElementById("countdown").textContent !== ""');
    assert.match(
      (await page.textContent('#countdown')) ?? '',
      /^Il codice vale ancora (2 minuti e \d+ second[oi]|3 minuti e 0 secondi)\.$/,
    );
    assert.notEqual(await focused(), 'countdown');
  });

  it('comes back to the step reached after Back and reload, without a second SMS', async () => {
    await open();
    await logIn();
    await page.goBack();
    assert.equal(await page.textContent('h1'), 'Scriva il codice ricevuto per SMS');
    await page.reload();
    assert.equal(system.deps.sent.length, 1);
    assert.equal((await system.attempt(page.url()))?.challenge?.tries, 0);
  });
});
