import { inBrowser } from '../support/browser.ts';
import { Stage } from '../support/stage.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { repeats } from './mishap-repeats.ts';
import { stops } from './mishap-stops.ts';

inBrowser('what goes wrong in a login, and how it goes on', (browser) => {
  let system: TestSystem;
  const stage = new Stage({ browser, system: () => system });
  before(async () => {
    system = await startSystem();
  });
  beforeEach(() => stage.later(15 * 60)); // nobody's SMS are used up by the test before
  after(async () => {
    await stage.close();
    await system.close();
  });

  describe('answers that come again', () => repeats(stage));
  describe('logins that cannot go on', () => stops(stage));
});
