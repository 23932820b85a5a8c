/**
 * A person at the pages with a real browser: presses buttons by their names, and checks every page
 * she comes to. What no page may do is watched all the time: break the CSP, fail in script, ask
 * another host.
 */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Locator,
  Page,
  Response,
} from 'playwright-core';
import { axe, fitsWidth } from './browser.ts';
import { codeFor } from './citizen.ts';
import type { TestSystem } from './system.ts';

/** The browser says so itself of every 4xx; the tests look at the pages. */
const STATUS = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** pino's number for `error`: what the server itself takes for broken. */
const ERROR = 50;

/** Pages that axe-core found nothing on, without what differs by chance: ids, tokens, numbers. */
const GOOD = new Set<string>();
const BY_CHANCE = /[\w-]{20,}|\d+/g;

/** Sets the sizes by script, which the CSP allows, and takes them away again. */
const BIG_TEXT = `(() => {
  const sheet = new CSSStyleSheet();
  const fits = () => document.documentElement.scrollWidth <= window.innerWidth;
  document.adoptedStyleSheets = [sheet];
  const fitting = [
    'html { font-size: 200% !important }',
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }',
  ].every((rules) => (sheet.replaceSync(rules), fits()));
  document.adoptedStyleSheets = [];
  return fitting;
})()`;

export class Reader {
  readonly system: TestSystem;
  readonly context: BrowserContext;
  readonly #troubles: string[] = [];
  readonly #hasScript: boolean;
  #page: Page | undefined;
  /** Where a page without script is looked at. */
  #copy: Page | undefined;

  private constructor(system: TestSystem, context: BrowserContext, hasScript: boolean) {
    this.system = system;
    this.context = context;
    this.#hasScript = hasScript;
  }

  /** A browser of her own: no cookies yet, Italian unless told otherwise. */
  static async open(
    browser: Browser,
    system: TestSystem,
    options: BrowserContextOptions = {},
  ): Promise<Reader> {
    const shape = { locale: 'it-IT', viewport: { width: 1280, height: 720 }, ...options };
    const context = await browser.newContext(shape);
    context.setDefaultTimeout(15_000);
    return Reader.at(context, system, { hasScript: options.javaScriptEnabled !== false });
  }

  /** The same in a context made elsewhere. */
  static async at(
    context: BrowserContext,
    system: TestSystem,
    { hasScript = true }: { readonly hasScript?: boolean } = {},
  ): Promise<Reader> {
    const reader = new Reader(system, context, hasScript);
    reader.#watch();
    reader.#page = await context.newPage();
    return reader;
  }

  get page(): Page {
    if (!this.#page) throw new Error('open makes the page');
    return this.#page;
  }

  /** One more tab of the same browser; the reader goes on in it. */
  async openTab(): Promise<Page> {
    this.#page = await this.context.newPage();
    return this.#page;
  }

  /** The reader goes on in this tab. */
  async turnTo(tab: Page): Promise<void> {
    this.#page = tab;
    await tab.bringToFront();
  }

  go(address: string): Promise<Response | null> {
    return this.page.goto(new URL(address, this.system.settings.urls.portal).href);
  }

  /** A button or a link that looks like one, by the words on it. */
  button(name: string): Locator {
    const role = { name, exact: true };
    return this.page.getByRole('button', role).or(this.page.getByRole('link', role));
  }

  /** Presses it; where band and page offer the same, the one of the page. */
  press(name: string): Promise<void> {
    return this.button(name).last().click();
  }

  /** With which status the form was answered that this press sends. */
  async statusOf(press: () => Promise<unknown>): Promise<number> {
    const answered = this.page.waitForResponse((each) => each.request().method() === 'POST');
    await press();
    return (await answered).status();
  }

  /** The main button of the page, whatever its language. */
  pressMain(): Promise<void> {
    return this.page.locator('main .btn-primary').click();
  }

  /** The Back button: a page that the browser kept comes back without loading. */
  async goBack(): Promise<void> {
    await this.page.goBack({ waitUntil: 'commit' });
  }

  async type(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [id, text] of Object.entries(fields)) await this.page.fill(`#${id}`, text);
  }

  /** Waits until the page with this h1 is there, and checks all that holds on every page. */
  async sees(heading: string, { hasErrors = false } = {}): Promise<void> {
    await this.waitFor(heading);
    const title = await this.page.title();
    const place = `${heading} (${this.page.url()})`;
    assert.equal(title.startsWith('Errore: ') || title.startsWith('Error: '), hasErrors, title);
    assert.match(title, / - (?:GASS|Portale della salute|Health portal)$/);
    assert.equal(await this.page.locator('h1').count(), 1, `one h1 at ${place}`);
    assert.deepEqual(await this.#faults(), [], `axe at ${place}`);
    assert.ok(await fitsWidth(this.page), `sideways scroll at ${place}`);
    this.isUntroubled();
  }

  /** Only waits; for pages that were checked before. */
  async waitFor(heading: string): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  }

  async hasText(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Title and text of the page, hidden parts included. */
  async everyWord(): Promise<string> {
    const text = await this.page.locator('body').textContent();
    return `${await this.page.title()} ${text ?? ''}`;
  }

  /**
   * With text at 200 % in 640 px, and with the spacing that a reader may set, nothing needs
   * sideways scrolling. @source WCAG 1.4.4, 1.4.12; ux 4
   */
  async fitsBigText(): Promise<boolean> {
    const before = this.page.viewportSize();
    await this.page.setViewportSize({ width: 640, height: 900 });
    const fits = await this.page.evaluate<boolean>(BIG_TEXT);
    if (before) await this.page.setViewportSize(before);
    return fits;
  }

  /** Whether the control that the keyboard reaches is this one. */
  async hasFocus(selector: string): Promise<boolean> {
    return (await this.page.locator(`${selector}:focus`).count()) === 1;
  }

  /** A computed style of the first such element. */
  async styleOf(selector: string, property: string): Promise<string> {
    const [element, name] = [JSON.stringify(selector), JSON.stringify(property)];
    return this.page.evaluate<string>(
      `getComputedStyle(document.querySelector(${element}))[${name}]`,
    );
  }

  /** From the password page to the page that follows the code. */
  async logInAs(givenName: string): Promise<void> {
    const { card_serial: serial, password } = this.system.citizen(givenName);
    const sent = (await this.system.sms()).length;
    await this.type({ card_serial: serial ?? '', password: password ?? '' });
    await this.pressMain();
    await this.type({ code: await this.codeFor(givenName, sent) }); // waits for the field
    await this.pressMain();
  }

  /** Chooses on the page that asks for whom. */
  async choose(name: string): Promise<void> {
    await this.page.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
    await this.pressMain();
  }

  /** Presses [Riprova] as long as the health record cannot be read. */
  async retryUntil(heading: string): Promise<void> {
    const down = this.page.getByRole('heading', { name: 'Il servizio è fermo', exact: true });
    const there = this.page.getByRole('heading', { level: 1, name: heading, exact: true });
    for (let tries = 0; tries < 50; tries += 1) {
      await down.or(there).waitFor();
      if (await there.isVisible()) break;
      await wait(200);
      await this.press('Riprova');
    }
    await this.sees(heading);
  }

  /** The code of the newest SMS to somebody after so many messages. */
  async codeFor(givenName: string, after = 0): Promise<string> {
    return codeFor(this.system, this.system.citizen(givenName).phone, after);
  }

  /**
   * What axe-core finds. A page that was found good before, in this width and with as much script, is
   * not looked at again. axe needs script: where it is off, a copy of the page is looked at.
   */
  async #faults(): Promise<unknown> {
    const html = await this.page.content();
    const width = this.page.viewportSize()?.width;
    const name = `${width} ${this.#hasScript} ${html.replaceAll(BY_CHANCE, '')}`;
    if (GOOD.has(name)) return [];
    const found = await axe(this.#hasScript ? this.page : await this.#copyOf(html));
    if (found.length === 0) GOOD.add(name);
    return found;
  }

  async #copyOf(html: string): Promise<Page> {
    const copy = (this.#copy ??= await this.#openCopy());
    const url = this.page.url();
    const body = html.replaceAll(/<script[^>]*><\/script>/g, '');
    const shown = { body, contentType: 'text/html; charset=utf-8' };
    await copy.route(url, (route) => route.fulfill(shown), { times: 1 });
    await copy.goto(url);
    return copy;
  }

  /** As a browser that was never here; tabs that were opened are closed. */
  async startAfresh(): Promise<void> {
    this.isUntroubled();
    await this.context.clearCookies();
    const [first, ...others] = this.context.pages();
    for (const page of others) await page.close();
    this.#page = first;
  }

  /** Nothing happened that no page may do. */
  isUntroubled(): void {
    const broken = this.system.log.lines().filter(({ level }) => Number(level) >= ERROR);
    assert.deepEqual([...this.#troubles, ...broken], []);
  }

  async close(): Promise<void> {
    await this.#copy?.context().close();
    await this.context.close();
    this.isUntroubled();
  }

  async #openCopy(): Promise<Page> {
    const viewport = this.page.viewportSize();
    const context = await this.context.browser()?.newContext({ viewport });
    assert.ok(context);
    return context.newPage();
  }

  #watch(): void {
    const { urls } = this.system.settings;
    const own = new Set(Object.values(urls).map((url) => new URL(url).origin));
    this.context.on('console', (message) => {
      if (message.type() === 'error' && !STATUS.test(message.text()))
        this.#troubles.push(`console: ${message.text()}`);
    });
    this.context.on('weberror', (error) => this.#troubles.push(error.error().message));
    this.context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (/^(?:https?|wss?):$/.test(protocol) && !own.has(origin))
        this.#troubles.push(`asked ${origin}`);
    });
  }
}
