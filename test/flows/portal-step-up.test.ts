/** The PIN in the middle of a task at the portal: only it is asked, nothing typed is lost. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { PIN_ACR_S } from '../../config/limits.ts';
import type { Answer } from '../support/citizen.ts';
import { type Families, type Family, openFamilies } from '../support/families.ts';
import { PortalVisitor, formFields, headingOf } from '../support/portal.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { OTHER_TASK, TASK, type TaskPortal, startTaskPortal } from '../support/task-portal.ts';

const TYPED = 'Ferrario, via Roma 3';

describe('the PIN in the middle of a task', () => {
  let system: TestSystem;
  let families: Families;
  let portal: TaskPortal;
  before(async () => {
    system = await startSystem({ processes: ['provider'] });
    families = await openFamilies(system);
    portal = await startTaskPortal(system);
  });
  after(async () => {
    await portal[Symbol.asyncDispose]();
    await families.close();
    await system.close();
  });
  beforeEach(() => {
    portal.asked.length = 0;
  });
  afterEach(() => mock.timers.reset());

  async function loggedIn(
    options: { withPin?: boolean; asParent?: boolean } = {},
  ): Promise<{ family: Family; he: PortalVisitor; page: string }> {
    const family = await families.next(options);
    const he = new PortalVisitor(system);
    const person = options.asParent === true ? family.child.delegation.id : 'me';
    const delegation = person === 'me' ? 'self' : person;
    await he.logIn('Giulia', { ...family.walk, delegation });
    return { family, he, page: `/per/${person}${TASK}` };
  }

  /** Types and confirms; the answer, not followed. */
  async function confirm(he: PortalVisitor, page: string, doctor?: string): Promise<Answer> {
    const shown = await he.open(page);
    return submit(he, shown, doctor);
  }

  function submit(he: PortalVisitor, shown: Answer, doctor?: string): Promise<Answer> {
    const { pathname } = new URL(shown.url);
    const fields = formFields(shown, pathname);
    return he.citizen.post(`${he.portal}${pathname}`, { ...fields, ...(doctor ? { doctor } : {}) });
  }

  for (const asParent of [false, true])
    it(`asks it alone and shows what was typed again, for ${asParent ? 'a child' : 'oneself'}`, async () => {
      const { family, he, page } = await loggedIn({ asParent });
      const sent = (await system.sms()).length;
      const away = await confirm(he, page, TYPED);
      assert.equal(away.status, 303);
      const pin = await he.citizen.follow(away);
      assert.match(pin.text, /name="pin"/);
      assert.doesNotMatch(pin.text, /name="(?:card_serial|code|delegation)"/);
      assert.match(pin.text, /cambiare medico/);
      const back = await he.citizen.follow(
        await he.citizen.post(pin.url, { pin: family.walk.pin ?? '' }),
      );
      assert.equal(back.url, `${he.portal}${page}?resumed=1`);
      assert.equal(formFields(back, page)['doctor'], TYPED);
      assert.equal(headingOf(await submit(he, back)), 'ok');
      assert.equal((await system.sms()).length, sent);
      const sub = asParent ? family.child.sub : family.sub;
      assert.deepEqual(
        portal.asked.map((one) => [one.acr, one.sub, one.typed]),
        ['otp', 'pin'].map((level) => [`urn:gass:acr:${level}`, sub, { doctor: TYPED }]),
      );
      const again = await he.open(`${page}?resumed=1`);
      assert.equal(formFields(again, page)['doctor'], '', 'nothing is kept of a finished task');
    });

  it('given for one act is enough for another within its time, without a page', async () => {
    const { family, he, page } = await loggedIn();
    const pin = await he.citizen.follow(await confirm(he, page, TYPED));
    await he.citizen.follow(await he.citizen.post(pin.url, { pin: family.walk.pin ?? '' }));
    const other = `/per/me${OTHER_TASK}`;
    const back = await he.citizen.follow(await confirm(he, other, TYPED));
    assert.equal(back.url, `${he.portal}${other}?resumed=1`);
    assert.equal(headingOf(await submit(he, back)), 'ok');
  });

  it('puts nothing typed into an address', async () => {
    const { family, he, page } = await loggedIn();
    let at = await confirm(he, page, TYPED);
    const passed: string[] = [];
    for (let hops = 0; hops < 8; hops += 1) {
      passed.push(at.url, at.location ?? '');
      if (at.location !== undefined) at = await he.citizen.get(at.location);
      else if (at.text.includes('name="pin"'))
        at = await he.citizen.post(at.url, { pin: family.walk.pin ?? '' });
    }
    assert.ok(passed.some((url) => url.includes('/callback?')));
    assert.doesNotMatch(decodeURIComponent(passed.join(' ')), /Ferrario|Roma/);
  });

  it('leads back to what was typed when it is cancelled', async () => {
    const { he, page } = await loggedIn();
    const pin = await he.citizen.follow(await confirm(he, page, TYPED));
    const back = await he.citizen.follow(await he.citizen.post(pin.url, { action: 'cancel' }));
    assert.equal(formFields(back, page)['doctor'], TYPED);
  });

  it('says where to get one, and loses nothing, when the account has none', async () => {
    const { he, page } = await loggedIn({ withPin: false });
    const none = await he.citizen.follow(await confirm(he, page, TYPED));
    assert.deepEqual([none.status, headingOf(none)], [403, 'Serve il PIN']);
    assert.match(none.text, /sportello/);
    const link = /<a class="btn btn-primary" href="([^"]+)"/.exec(none.text)?.[1] ?? '';
    assert.equal(formFields(await he.open(link), page)['doctor'], TYPED);
  });

  it('counts for 600 s, and is asked again after that', async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const { family, he, page } = await loggedIn();
    const pin = await he.citizen.follow(await confirm(he, page, TYPED));
    await he.citizen.follow(await he.citizen.post(pin.url, { pin: family.walk.pin ?? '' }));
    assert.equal(headingOf(await confirm(he, page, 'second')), 'ok');
    mock.timers.setTime(Date.now() + PIN_ACR_S * 1000);
    const again = await he.citizen.follow(await confirm(he, page, 'third'));
    assert.match(again.text, /name="pin"/);
  });
});
