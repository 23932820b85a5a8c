import assert from 'node:assert/strict';
import { PORTAL_IDLE_S, PORTAL_IDLE_WARNING_S } from '../../config/limits.ts';
import { axe, fitsWidth, inBrowser } from '../support/browser.ts';
import { Reader } from '../support/reader.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

inBrowser('a page of the portal left alone', (browser) => {
  let system: TestSystem;
  let mario: Reader;
  before(async () => {
    system = await startSystem();
    mario = await Reader.open(browser(), system);
  });
  after(async () => {
    await mario.close();
    await system.close();
  });

  it('says two minutes before the end that it ends, and stays when asked', async () => {
    await mario.page.clock.install();
    await mario.go('/');
    await mario.press('Entra');
    await mario.logInAs('Mario');
    await mario.sees('Referti di Mario Rossi');
    const note = mario.page.locator('.gass-idle[role=status]');
    await mario.page.clock.fastForward((PORTAL_IDLE_S - PORTAL_IDLE_WARNING_S - 60) * 1000);
    assert.equal(await note.innerText(), '');
    await mario.page.clock.fastForward(61_000);
    assert.match(await note.innerText(), /^Tra 2 minuti esce per sicurezza\./);
    await mario.page.setViewportSize({ width: 320, height: 800 });
    assert.ok(await fitsWidth(mario.page));
    assert.deepEqual(await axe(mario.page), []);
    await mario.page.getByRole('link', { name: 'Resta' }).click();
    await mario.sees('Referti di Mario Rossi');
    assert.equal(await note.innerText(), '');
  });
});
