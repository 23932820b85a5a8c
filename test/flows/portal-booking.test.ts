/** Booking at the portal without script: once for two presses, and nothing is lost when somebody is faster. */
import assert from 'node:assert/strict';
import { DAY_MS } from '../../config/limits.ts';
import { civilDate } from '../../src/portal/sheet/day.ts';
import type { Answer } from '../support/citizen.ts';
import { PortalVisitor, formFields, headingOf } from '../support/portal.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

describe('a booking at the portal', () => {
  let system: TestSystem;
  let giulia: PortalVisitor;
  let mother: PortalVisitor;
  let luca: string;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'booking', 'portal'] });
    const held = system.citizen('Giulia').delegations.find((each) => each.for === 'Luca Ferri');
    luca = held?.delegation_id ?? '';
    giulia = new PortalVisitor(system);
    await giulia.logIn('Giulia', { delegation: 'self' });
    mother = new PortalVisitor(system);
    await mother.logIn('Giulia', { delegation: luca });
  });
  after(() => system.close());

  /** Path of the free places for the prescription of this service. */
  async function searchOf(visitor: PortalVisitor, person: string): Promise<string> {
    const page = await visitor.open(`/per/${person}/prenotazioni/nuova`);
    const item = /<li>(?:(?!<\/li>).)*Prima visita oculistica.*?<\/li>/s.exec(page.text)?.[0] ?? '';
    return /href="([^"]+\/nuova\/[^"]+)"/.exec(item)?.[1] ?? '';
  }

  const query = (): string => `citta=Milano&dal=${civilDate(Date.now() + 20 * DAY_MS)}`;

  /** The page to check, for the first place of the list or for this one. */
  async function checkOf(visitor: PortalVisitor, search: string, place?: string): Promise<Answer> {
    const list = await visitor.open(`${search}?${query()}`);
    const first = /name="posto" value="([^"]+)"/.exec(list.text)?.[1];
    const page = await visitor.open(`${search}/conferma?${query()}&posto=${place ?? first ?? ''}`);
    assert.equal(headingOf(page), 'Vuole prenotare?');
    return page;
  }

  it('leads back to the same list when somebody took the place, and books once for two presses', async () => {
    const [search, hers] = [await searchOf(giulia, 'me'), await searchOf(mother, luca)];
    const action = `${search}/conferma`;
    const check = await checkOf(giulia, search);
    const fields = formFields(check, action);
    const faster = await checkOf(mother, hers, fields['posto']);
    const press = (): Promise<Answer> => mother.press(faster, `${hers}/conferma`);
    const [one, two] = [await press(), await press()];
    assert.match(one.location ?? '', /\?fatto=prenotata$/);
    assert.equal(two.location, one.location);

    const late = await giulia.press(check, action);
    assert.match(late.location ?? '', new RegExp(`\\?${query()}&preso=1$`));
    const list = await giulia.citizen.follow(late);
    assert.equal(list.status, 409);
    assert.match(list.text, /Qualcuno ha appena preso questo posto\. Ne scelga un altro\./);
    assert.match(list.text, /<option value="Milano" selected>/);
    assert.ok(!list.text.includes(fields['posto'] ?? ''), 'the place is no longer offered');

    const again = await checkOf(giulia, search);
    const booked = await giulia.press(again, action);
    assert.match(booked.location ?? '', /\?fatto=prenotata$/);
    const twice = await giulia.citizen.post(`${giulia.portal}${action}`, {
      ...formFields(again, action),
      chiave: '00000000-0000-4000-8000-000000000000',
    });
    assert.equal(twice.status, 422);
    assert.match(twice.text, /Questa ricetta è già prenotata\. La trova nelle prenotazioni\./);
  });

  it('changes nothing when it is only looked at', async () => {
    const before = await giulia.open('/per/me/prenotazioni');
    const id = /prenotazioni\/([0-9a-f-]{36})\/disdici/.exec(before.text)?.[1] ?? '';
    for (const page of ['', '/disdici', '/sposta']) {
      const shown = await giulia.open(`/per/me/prenotazioni/${id}${page}`);
      assert.equal(shown.status, 200);
    }
    assert.equal((await giulia.open('/per/me/prenotazioni')).text, before.text);
  });

  it('goes stale when it was changed elsewhere: the page shows what is now', async () => {
    const list = await giulia.open('/per/me/prenotazioni');
    const id = /prenotazioni\/([0-9a-f-]{36})\/disdici/.exec(list.text)?.[1] ?? '';
    const action = `/per/me/prenotazioni/${id}/disdici`;
    const fields = formFields(await giulia.open(action), action);
    const post = (more: Record<string, string>): Promise<Answer> =>
      giulia.citizen.post(`${giulia.portal}${action}`, { ...fields, motivo: 'pat', ...more });
    const stale = await post({ versione: '99' });
    assert.equal(stale.status, 422);
    assert.match(stale.text, /La prenotazione è cambiata mentre la guardava\./);
    assert.match(stale.text, /value="pat" checked/);
    assert.match((await post({})).location ?? '', /\?fatto=disdetta$/);
  });

  it('speaks English to who reads English', async () => {
    const reader = new PortalVisitor(system, giulia.citizen);
    await reader.open('/per/me/prenotazioni?lang=en');
    const page = await reader.open('/per/me/prenotazioni');
    assert.equal(headingOf(page), 'Bookings of Giulia Bianchi');
    assert.match(page.text, /<span lang="it">Prima visita cardiologica<\/span>/);
  });
});
