import assert from 'node:assert/strict';
import { OverloadedError } from '../../src/domain/errors.ts';
import { StorageUnavailableError } from '../../src/storage/collection.ts';
import { moved } from '../support/clock.ts';
import { CLIENT_URI } from '../support/login-pages.ts';
import { PASSWORD, SERIAL } from '../support/login-people.ts';
import { hiddenFields, PageVisitor } from '../support/page-visitor.ts';
import { RIGHT, useLoginPages } from '../support/use-login-pages.ts';

describe('what is posted to the pages of a login', () => {
  const pages = useLoginPages();

  it('show a form that cannot be read again, and lose nothing', async () => {
    const visitor = pages.visit();
    for (const [body, status, text] of [
      ['card_serial=1&card_serial=2&password=x', 400, /rovinati/],
      ['card_serial=%ff&password=x', 400, /rovinati/],
      ['card_serial=%00&password=x', 400, /rovinati/],
      [`password=${'x'.repeat(70_000)}`, 413, /troppo lunghi/],
    ] as const) {
      const page = await visitor.post(body);
      assert.equal(page.status, status);
      assert.match(page.text, text);
      assert.match(page.text, /name="card_serial"/);
    }
    assert.equal((await visitor.post('__proto__=1&constructor=2')).status, 303);
    assert.equal((await visitor.post(RIGHT)).status, 303);
  });

  it('refuse a form of another site, and one without its hidden token', async () => {
    const visitor = pages.visit();
    const page = await visitor.get();
    assert.equal((await visitor.submit(page, RIGHT, 'https://evil.example')).status, 400);
    assert.equal((await visitor.submit(page, { ...RIGHT, token: 'x' })).status, 400);
    const other = await pages.visit().get();
    assert.equal(
      (await visitor.submit(page, { ...RIGHT, token: hiddenFields(other)['token'] ?? '' })).status,
      400,
    );
    assert.equal(await pages.system.attempt(visitor.address), undefined);
    assert.equal(pages.system.deps.sent.length, 0);
  });

  it('explain an expired interaction, missing cookies and one that is over', async () => {
    const visitor = pages.visit();
    await moved(31 * 60_000, async () => {
      const page = await visitor.get();
      assert.equal(page.status, 410);
      assert.equal(page.h1, 'La pagina è scaduta');
      assert.match(
        page.text,
        new RegExp(`<a class="btn btn-primary" href="${CLIENT_URI}">Torna al portale</a>`),
      );
      assert.equal((await visitor.post(RIGHT)).status, 410);
    });
    const noCookies = await fetch(visitor.address);
    assert.equal(noCookies.status, 400);
    assert.match(await noCookies.text(), /Mancano i cookie/);
    const done = pages.visit();
    await done.post(RIGHT);
    await done.post({ code: await pages.system.code(done.address) });
    pages.system.forget(done.address);
    assert.equal((await done.get()).status, 410);
    const repeat = await done.post({ code: '12345678' });
    assert.equal(repeat.status, 303);
    assert.equal(repeat.location, CLIENT_URI);
    assert.equal(
      (await new PageVisitor(pages.system, `${pages.system.url}/interaction/none`).post(RIGHT))
        .status,
      410,
    );
  });

  it('write no serial, password, code or name into the log', async () => {
    const { visitor, page } = await pages.atCode();
    await visitor.post({ card_serial: '9999999999', password: 'sbagliata' });
    const code = await pages.system.code(visitor.address);
    await visitor.submit(page, { code });
    const text = pages.system.log.text();
    for (const secret of [
      SERIAL,
      '9999999999',
      PASSWORD,
      'sbagliata',
      code,
      'Rossi',
      '3331234567',
      visitor.address.split('/').at(-1) ?? '',
    ])
      assert.ok(!text.includes(secret), secret);
    assert.ok(text.includes('"accountId":"maria"'));
  });

  it('end with a page of its own for what is not an interaction, with its status', async () => {
    const shown = async (name: string): Promise<{ status: number; text: string }> => {
      const response = await fetch(`${pages.system.url}/shown/${name}`);
      return { status: response.status, text: await response.text() };
    };
    const broken = await shown('broken');
    assert.equal(broken.status, 500);
    const reference = /dica il numero (\d{4}-\d{4})\./.exec(broken.text)?.[1] ?? 'none';
    assert.ok(pages.system.log.lines().some((line) => line['reference'] === reference));
    assert.equal((await shown('unavailable')).status, 503);
    assert.equal((await shown('bad-request')).status, 400);
    const logout = await shown('logout');
    assert.match(
      logout.text,
      /name="xsrf" value="x"[^]*name="logout" value="yes"[^]*href="http:\/\/localhost:4999\/">No, resta/,
    );
    assert.match((await shown('logged-out')).text, /<h1>Uscita completata<\/h1>/);
  });

  it('keep what was typed when everything is busy, and say when to come back', async () => {
    const visitor = pages.visit();
    const page = await visitor.get();
    const verify = (): Promise<boolean> => Promise.reject(new OverloadedError('queue is full', 7));
    Object.assign(pages.system.deps, { hasher: { ...pages.system.deps.hasher, verify } });
    const busy = await visitor.submit(page, RIGHT);
    assert.equal(busy.status, 503);
    assert.equal(busy.headers.get('retry-after'), '7');
    assert.match(
      busy.text,
      /role="alert"[^]*ci sono molte richieste[^]*name="card_serial"[^>]*value="0123456789"/,
    );
  });

  it('stop on a page without details when the database is away or a bug is met', async () => {
    const visitor = pages.visit();
    const page = await visitor.get();
    const { attempts } = pages.system.deps.stores;
    for (const [error, status, h1] of [
      [new StorageUnavailableError('disk gone'), 503, 'Il servizio è fermo'],
      [new TypeError('x is not a function'), 500, 'Qualcosa non ha funzionato'],
    ] as const) {
      Object.assign(pages.system.deps, {
        stores: {
          ...pages.system.deps.stores,
          attempts: { ...attempts, get: () => Promise.reject(error) },
        },
      });
      const stopped = await visitor.submit(page, RIGHT);
      assert.equal(stopped.status, status);
      assert.equal(stopped.h1, h1);
      assert.ok(!/disk gone|not a function|\.ts:/.test(stopped.text));
    }
  });
});
