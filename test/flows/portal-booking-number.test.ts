/** The number of a prescription, typed at the portal without script: it leads where a press on the list would. */
import assert from 'node:assert/strict';
import { openStore } from '../../src/storage/open.ts';
import { prescribe } from '../support/booking.ts';
import type { Answer } from '../support/citizen.ts';
import { PortalVisitor, formFields, headingOf } from '../support/portal.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

const WRONG = 'Il numero della ricetta non va bene. Lo controlli e lo scriva di nuovo.';
/** Of the demo. */
const NUMBERS = {
  Giulia: '0300A4000000105',
  Luca: '0300A4000000321',
  Anna: '0300A4000000351',
  hiddenOfAnna: '0300A4000000352',
  bookedOfGiulia: '0300A4000000312',
} as const;
const OF_TWO = '0300A4900000001';

describe('the number of a prescription at the portal', () => {
  let system: TestSystem;
  const visitors: Record<string, { readonly visitor: PortalVisitor; readonly person: string }> = {};
  before(async () => {
    system = await startSystem({ processes: ['provider', 'booking', 'portal'] });
    const idOf = (whom: string): string =>
      system.citizen('Giulia').delegations.find((each) => each.for.startsWith(whom))
        ?.delegation_id ?? '';
    for (const whom of ['Giulia', 'Luca', 'Anna']) {
      const visitor = new PortalVisitor(system);
      const delegation = whom === 'Giulia' ? 'self' : idOf(whom);
      await visitor.logIn('Giulia', { delegation });
      visitors[whom] = { visitor, person: whom === 'Giulia' ? 'me' : delegation };
    }
    const store = await openStore(system.settings.databases.booking);
    const { fiscal_code: code } = system.citizen('Giulia');
    const eyes = { code: '009502Z9', display: 'Prima visita oculistica' };
    await prescribe(store, code, { nre: OF_TWO });
    await prescribe(store, code, { nre: OF_TWO, service: eyes });
    await store.close();
  });
  after(() => system.close());

  /** What answers when Giulia, acting for this person, types it. */
  async function type(whom: string, typed: string): Promise<Answer> {
    const { visitor, person } = visitors[whom] ?? assert.fail(whom);
    const action = `/per/${person}/prenotazioni/nuova`;
    const fields = formFields(await visitor.open(action), action);
    return visitor.citizen.post(`${visitor.portal}${action}`, { ...fields, nre: typed });
  }

  /** Where it leads, and the page there. */
  async function follow(whom: string, answer: Answer): Promise<Answer> {
    assert.equal(answer.status, 303);
    return (visitors[whom] ?? assert.fail(whom)).visitor.citizen.follow(answer);
  }

  for (const [whom, typed] of [
    ['Giulia', ' 0300a 4000-0001.05 '],
    ['Luca', NUMBERS.Luca],
    ['Anna', NUMBERS.Anna],
  ] as const)
    it(`leads Giulia to the free places for ${whom}`, async () => {
      const answer = await type(whom, typed);
      assert.match(answer.location ?? '', /\/prenotazioni\/nuova\/[0-9a-f-]{36}$/);
      const page = await follow(whom, answer);
      assert.equal(headingOf(page), 'Scelga data e ora');
    });

  it('leads to the services of that number alone where there are several', async () => {
    const answer = await type('Giulia', OF_TWO);
    assert.match(answer.location ?? '', /\/nuova\?ricetta=[0-9a-f-]{36}$/);
    const page = await follow('Giulia', answer);
    assert.equal(page.text.split('/prenotazioni/nuova/').length - 1, 2);
    assert.equal(page.text.split(`Ricetta ${OF_TWO}`).length - 1, 2);
    assert.match(page.text, /Questa ricetta ha più visite o esami/);
  });

  it('says so of one that is booked already', async () => {
    const page = await follow('Giulia', await type('Giulia', NUMBERS.bookedOfGiulia));
    assert.match(page.text, /Già prenotata/);
    assert.match(page.text, /Con questa ricetta non si può più prenotare\./);
  });

  it('is answered alike when it is wrong, unknown, of somebody else or hidden', async () => {
    const refused = [
      ['Giulia', ''],
      ['Giulia', '0300A400000010<'],
      ['Giulia', '0300A4999999999'],
      ['Giulia', NUMBERS.Luca],
      ['Luca', NUMBERS.Giulia],
      ['Anna', NUMBERS.hiddenOfAnna],
    ] as const;
    for (const [whom, typed] of refused) {
      const page = await type(whom, typed);
      assert.equal(page.status, 422);
      assert.equal(page.text.split(WRONG).length, 2, `said once of ${typed}`);
      const input = /<input [^>]*id="nre"[^>]*>/.exec(page.text)?.[0] ?? '';
      assert.ok(input.includes(`value="${typed.replace('<', '&lt;')}"`), input);
      assert.match(
        input,
        /aria-describedby="nre-aiuto nre-errore".* aria-invalid="true".* autofocus/,
      );
      assert.match(page.text, /<title>Errore: Scelga la ricetta/);
      assert.match(page.text, /Ricette di /, 'the list stays');
    }
  });

  it('stands in no log', () => {
    const log = JSON.stringify(system.log.lines());
    assert.match(log, /prenotazioni/);
    for (const number of [...Object.values(NUMBERS), OF_TWO]) assert.ok(!log.includes(number));
  });
});
