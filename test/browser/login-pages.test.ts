import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axe, fitsWidth, inBrowser, WIDTHS } from '../support/browser.ts';
import { openLoginPages } from '../support/login-pages.ts';
import { LOGIN_STATES, type LoginState } from '../support/login-states.ts';
import { addFamily } from '../support/login-ways.ts';

/** Spacing that a reader may set. @source WCAG 1.4.12 */
const SPACING = [
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
  'p { margin-bottom: 2em !important }',
];
/** Axe looks at the telephone's layout in one language and at the desktop's in the other. */
const LANGUAGES = [
  { lang: 'it', locale: 'it-IT', axeAt: 320 },
  { lang: 'en', locale: 'en-GB', axeAt: 1280 },
] as const;

inBrowser('every page of the login', (browser) => {
  for (const { lang, locale, axeAt } of LANGUAGES) {
    describe(`in language ${lang}`, () => {
      let page: Page; // one for all: a new one costs more than the page
      const violations: string[] = [];
      before(async () => {
        page = await (await browser().newContext({ locale })).newPage();
        page.on('console', (message) => {
          if (message.text().includes('Content Security Policy')) violations.push(message.text());
        });
      });
      after(() => page.context().close());

      for (const state of LOGIN_STATES) {
        it(`${state.name}: no fault for axe, nothing cut at any width, nothing against our policy`, async () => {
          await page.context().clearCookies();
          await withSystem(state, page, async () => {
            assert.equal(await page.getAttribute('html', 'lang'), lang);
            assert.equal(await page.locator('h1').count(), 1);
            for (const width of WIDTHS) {
              await page.setViewportSize({ width, height: 900 });
              assert.ok(await fitsWidth(page), `cut at ${width}`);
              if (width === axeAt) assert.deepEqual(await axe(page), [], `at ${width}`);
            }
            await page.setViewportSize({ width: 320, height: 900 });
            for (const rule of SPACING)
              await page.evaluate(`document.styleSheets[0].insertRule(${JSON.stringify(rule)})`);
            assert.ok(await fitsWidth(page), 'cut with wide spacing');
          });
          assert.deepEqual(violations, []);
        });
      }
    });
  }
});

async function withSystem(state: LoginState, page: Page, look: () => Promise<void>): Promise<void> {
  await using system = await openLoginPages({ firstAccess: state.firstAccess === true });
  await addFamily(system);
  await state.open(system, page);
  await look();
}
