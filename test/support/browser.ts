/**
 * A real browser for tests: Debian's chromium by playwright-core, and axe-core in its pages.
 * Where chromium is missing the suite is skipped aloud; GASS_TEST_BROWSER_REQUIRED=1 forbids that.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // one process for portal and provider: half the time of a page
  '--disable-site-isolation-trials',
];

/** The three widths of the prototypes, in CSS pixels. @source ux 5 */
export const WIDTHS = [320, 768, 1280] as const;

/** Runs a suite with one browser: `inBrowser('the pages', (browser) => { it(..., () => browser().newPage()) })`. */
export function inBrowser(title: string, suite: (browser: () => Browser) => void): void {
  describe(`${title} [chromium]`, function () {
    this.timeout(60_000);
    let browser: Browser | undefined;
    before(async function () {
      const place = PLACES.find((file) => existsSync(file));
      if (place === undefined) {
        if (process.env['GASS_TEST_BROWSER_REQUIRED'] === '1')
          throw new Error(`no browser at ${PLACES.join(', ')}`);
        console.warn(`      SKIPPED ${title} [chromium]: no browser at ${PLACES.join(', ')}`);
        this.skip();
      }
      browser = await chromium.launch({
        executablePath: place,
        args: ARGUMENTS,
        // Back must show what a person's browser would show, kept pages included
        ignoreDefaultArgs: ['--disable-back-forward-cache'],
      });
    });
    after(() => browser?.close());
    suite(() => {
      if (!browser) throw new Error('the browser is started by a before hook');
      return browser;
    });
  });
}

/** A browser with a profile of its own, in a folder that may hold settings (`Default/Preferences`). */
export function openProfile(
  folder: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const executablePath = PLACES.find((file) => existsSync(file)) ?? '';
  return chromium.launchPersistentContext(folder, { executablePath, args: ARGUMENTS, ...options });
}

/** One broken rule with the elements that break it. */
export interface AxeProblem {
  readonly rule: string;
  readonly elements: readonly string[];
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds on the page as it is now: WCAG A, AA, AAA and best practice; empty is good. */
export async function axe(page: Page): Promise<readonly AxeProblem[]> {
  await page.evaluate(`${AXE};undefined`); // by the debugger, so our CSP stays as it is
  const found: unknown = await page.evaluate(`axe.run(document, {
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }).then(({ violations }) => violations.map(({ id, nodes }) => ({ rule: id, elements: nodes.map(({ html }) => html) })))`);
  return found as AxeProblem[]; // the shape is made one line above
}

/** Whether nothing is cut or needs sideways scrolling. @source WCAG 1.4.10 */
export function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth');
}
