import assert from 'node:assert/strict';
import { CLIENT_URI } from '../support/login-pages.ts';
import { PASSWORD, SERIAL, TEMPORARY } from '../support/login-people.ts';
import { type Shown } from '../support/page-visitor.ts';
import { useLoginPages } from '../support/use-login-pages.ts';

describe('a refusal on the pages of a login', () => {
  const pages = useLoginPages();

  it('answer every wrong serial and password alike: one page, the serial back, the password never', async () => {
    const shown: string[] = [];
    for (const [card_serial, password] of [
      [SERIAL, 'sbagliata'],
      ['9999999999', PASSWORD],
      ['9999999999', TEMPORARY.desk],
    ] as const) {
      const visitor = pages.visit();
      const page = await visitor.submit(await visitor.get(), { card_serial, password });
      assert.equal(page.status, 422);
      assert.equal(page.title, 'Errore: Acceda ai servizi sanitari - GASS');
      assert.match(page.text, new RegExp(`name="card_serial".*value="${card_serial}"`));
      assert.ok(!page.text.includes(password));
      shown.push(withoutSecrets(page.text).replaceAll(card_serial, 'SERIAL'));
    }
    assert.equal(new Set(shown).size, 1);
    assert.match(
      shown[0] ?? '',
      /role="alert" tabindex="-1" autofocus[^]*Con questi dati non si può accedere[^]*<h1>/,
    );
    assert.ok(!/href="#(card_serial|password)"/.test(shown[0] ?? ''));
  });

  it('say what is missing or malformed at its field and in the summary, and count nothing', async () => {
    const visitor = pages.visit();
    const page = await visitor.submit(await visitor.get(), { card_serial: '123', password: '' });
    assert.equal(page.status, 422);
    assert.match(page.text, /<li><a href="#card_serial">Le cifre devono essere 10/);
    assert.match(page.text, /<li><a href="#password">Scriva la password\./);
    assert.match(page.text, /id="card_serial-errore">Le cifre devono essere 10/);
    assert.match(
      page.text,
      /aria-describedby="card_serial-aiuto card_serial-errore" aria-invalid="true"/,
    );
    assert.equal(await pages.system.attempt(visitor.address), undefined);
    const tallies = await pages.system.deps.stores.tallies.before(
      'expiresAt',
      Number.MAX_SAFE_INTEGER,
      10,
    );
    assert.equal(tallies.length, 0);
  });

  it('slow a guesser down with 429 and Retry-After, known serial or not', async () => {
    for (const card_serial of [SERIAL, '9999999999']) {
      let page: Shown | undefined;
      for (let tries = 0; tries < 7 && page?.status !== 429; tries += 1)
        page = await pages.visit().post({ card_serial, password: `sbagliata ${tries}` });
      assert.equal(page?.status, 429);
      assert.ok(Number(page.headers.get('retry-after')) > 0);
      assert.match(
        page.text,
        /Ci sono stati molti tentativi\. Aspetti \d+ second[oi], poi riprovi\./,
      );
      assert.match(page.text, new RegExp(`value="${card_serial}"`));
    }
  });

  it('warn before the last code, then stop on a page whose button tells the client', async () => {
    const { visitor, page } = await pages.atCode();
    const wrong =
      (await pages.system.code(visitor.address)) === '00000000' ? '11111111' : '00000000';
    let shown = page;
    for (let tries = 0; tries < 4; tries += 1) shown = await visitor.submit(shown, { code: wrong });
    assert.match(shown.text, /Può provare ancora una volta/);
    shown = await visitor.submit(shown, { code: wrong });
    assert.equal(shown.status, 429);
    assert.equal(shown.h1, 'Accesso sospeso per poco');
    assert.match(shown.text, /riprovi dopo le \d\d:\d\d/);
    assert.equal((await visitor.get()).status, 429);
    assert.equal((await visitor.post({ code: wrong })).status, 429);
    assert.equal(
      (await visitor.submit(shown, {})).location,
      `${CLIENT_URI}callback?error=access_denied`,
    );
  });

  it('stop alike when the account is closed meanwhile', async () => {
    const { visitor, page } = await pages.atCode();
    await pages.system.deps.stores.accounts.update('maria', (account) => ({
      ...account,
      status: 'closed',
    }));
    const shown = await visitor.submit(page, { code: await pages.system.code(visitor.address) });
    assert.equal(shown.status, 429);
    assert.equal(shown.h1, 'Accesso sospeso per poco');
  });
});

/** Pages differ by what belongs to one interaction: its address and its hidden fields. */
function withoutSecrets(text: string): string {
  return text
    .replaceAll(/\/interaction\/\w+/g, '/interaction/X')
    .replaceAll(/(name="token" value=")[^"]*/g, '$1T');
}
