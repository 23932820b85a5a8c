/** Declarations at the portal without script: nothing acts twice, nothing typed is lost, what is down says so. */
import assert from 'node:assert/strict';
import type { Answer } from '../support/citizen.ts';
import { PortalVisitor, formFields, headingOf } from '../support/portal.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

const DECLARE = '/per/me/esenzioni/dichiara';

describe('a declaration at the portal', () => {
  let system: TestSystem;
  let mario: PortalVisitor;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'exemption', 'portal'] });
    mario = new PortalVisitor(system);
    await mario.logIn('Mario');
  });
  after(() => system.close());

  /** The path of the text of a code. */
  async function textOf(code: string): Promise<string> {
    const page = await mario.open(DECLARE);
    const path = new RegExp(`href="(${DECLARE}/${code}/[^"]+)"`).exec(page.text)?.[1];
    assert.ok(path, `${code} at ${headingOf(page)}`);
    return path;
  }

  /** Yes to every question of a page, and the box. */
  function answers(page: Answer, path: string): Record<string, string> {
    const names = [...page.text.matchAll(/name="(f_\w+)"/g)].map(([, name = '']) => name);
    return {
      ...formFields(page, path),
      ...Object.fromEntries(names.map((name) => [name, 'si'])),
      vero: '1',
    };
  }

  const post = (path: string, fields: Record<string, string>): Promise<Answer> =>
    mario.citizen.post(`${mario.portal}${path}`, fields);

  it('keeps what was answered when one answer is missing', async () => {
    const path = await textOf('E12');
    const { vero, ...others } = answers(await mario.open(path), path);
    assert.equal(vero, '1');
    const again = await post(path, others);
    assert.equal(again.status, 422);
    assert.match(again.text, /<title>Errore: /);
    assert.match(again.text, /value="si" checked/);
  });

  it('shows the new text when another one was read', async () => {
    const path = await textOf('E12');
    const old = { ...answers(await mario.open(path), path), impronta: 'b'.repeat(64) };
    const answer = await post(path, old);
    assert.equal(answer.location, `${mario.portal}${path}?cambiato=1`);
    assert.match((await mario.citizen.follow(answer)).text, /Il testo è cambiato\./);
  });

  it('is signed once by a double press, after the PIN, and its receipt is a PDF', async () => {
    const path = await textOf('E12');
    const check = await mario.citizen.follow(
      await post(path, answers(await mario.open(path), path)),
    );
    assert.equal(headingOf(check), 'Vuole firmare?');
    const action = `${path}/conferma`;
    const pin = await mario.citizen.follow(await post(action, formFields(check, action)));
    const pinned = { pin: system.citizen('Mario').pin ?? '' };
    const back = await mario.citizen.follow(await mario.citizen.post(pin.url, pinned));
    assert.equal(back.url, `${mario.portal}${action}?resumed=1`);
    const press = (): Promise<Answer> => post(action, formFields(back, action));
    const [one, two] = await Promise.all([press(), press()]);
    const made = [one, two].map(({ location }) => location);
    const done = made.find((location) => location?.endsWith('?fatto=firmata'));
    assert.ok(done, String(made));
    const receipt = await mario.citizen.get(`${done.split('?')[0] ?? ''}/ricevuta`);
    assert.match(receipt.text, /^%PDF-/);
    const list = await mario.open('/per/me/esenzioni');
    assert.equal(list.text.split('Dichiarazione per E12').length, 2, 'one declaration');
    assert.match(list.text, /E12: /);
  });

  it('goes on while another service is down, which says so', async () => {
    const down = await mario.open('/per/me/prenotazioni');
    assert.deepEqual([down.status, headingOf(down)], [503, 'Il servizio è fermo']);
    assert.match(down.text, /Ora non riusciamo a leggere le prenotazioni\./);
    assert.equal((await mario.open('/per/me/esenzioni')).status, 200);
  });
});
