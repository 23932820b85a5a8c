import assert from 'node:assert/strict';
import { LANGUAGE_COOKIE_S } from '../../config/limits.ts';
import { CLIENT_URI } from '../support/login-pages.ts';
import { PIN, SERIAL } from '../support/login-people.ts';
import { useLoginPages } from '../support/use-login-pages.ts';

describe('the pages beyond password and code', () => {
  const pages = useLoginPages();

  it('ask for the PIN, count its tries, and stop after the third', async () => {
    const choose = [
      {
        audience: 'http://localhost:3004',
        service: 'registry',
        isDelegationAware: true,
        scopes: ['registry:choose'],
      },
    ] as const;
    const visitor = pages.visit({ needsPin: true, targets: choose }, { choice: { self: true } });
    let page = await visitor.get();
    assert.match(page.text, /Per cambiare medico serve anche il PIN\./);
    page = await visitor.submit(page, { pin: '000000' });
    assert.equal(page.status, 422);
    assert.match(
      page.text,
      /id="pin-errore">Il PIN non è giusto\. Può provare ancora 2 volte\.[^]*name="pin"[^>]* autofocus/,
    );
    assert.ok(!page.text.includes('000000'));
    assert.equal(
      (await visitor.submit(page, { pin: PIN })).location,
      `${CLIENT_URI}callback?code=1`,
    );
    const other = pages.visit({ needsPin: true }, { choice: { self: true } });
    for (let tries = 0; tries < 3; tries += 1) page = await other.post({ pin: '000000' });
    assert.equal(page.status, 429);
  });

  it('tell the client at once when the account has no PIN', async () => {
    await pages.system.deps.stores.accounts.update('maria', ({ pin: _pin, ...account }) => account);
    const answer = await pages.visit({ needsPin: true }, { choice: { self: true } }).get();
    assert.equal(answer.location, `${CLIENT_URI}callback?error=unmet_authentication_requirements`);
  });

  it('ask consent for a third party, and one button for an app that finds a session', async () => {
    const third = pages.visit({ needsConsent: 'third_party' }, { choice: { self: true } });
    const page = await third.get();
    assert.equal(page.h1, 'Vuole dare questi dati a Portale della salute?');
    for (const text of ['Maria Rossi', 'Leggere i referti', 'al massimo 12 ore'])
      assert.ok(page.text.includes(text), text);
    assert.equal((await third.submit(page, {})).status, 303);
    assert.equal((await pages.system.attempt(third.address))?.consentAt, undefined);
    assert.equal(
      (await third.submit(page, { action: 'approve' })).location,
      `${CLIENT_URI}callback?code=1`,
    );
    const app = pages.visit({ needsConsent: 'public_client' }, { choice: { self: true } });
    const button = await app.get();
    assert.equal(button.h1, 'Vuole continuare in Portale della salute?');
    assert.match(button.text, /Ha già fatto l&#39;accesso come Maria Rossi\./);
    assert.equal((await app.post({ action: 'approve' })).location, `${CLIENT_URI}callback?code=1`);
  });

  it('speak English to who asks for it, and mark the Italian name of the service', async () => {
    const visitor = pages.visit();
    const switched = await visitor.get('?lang=en');
    assert.equal(switched.status, 303);
    assert.match(
      switched.headers.get('set-cookie') ?? '',
      new RegExp(`expires=.*${new Date(Date.now() + LANGUAGE_COOKIE_S * 1000).getUTCFullYear()}`),
    );
    const page = await visitor.get();
    assert.equal(page.title, 'Sign in to health services - GASS');
    assert.match(
      page.text,
      /Sign-in requested by: <strong lang="it">Portale della salute<\/strong>/,
    );
    const refused = await visitor.submit(page, { card_serial: SERIAL, password: 'wrong' });
    assert.equal(refused.title, 'Error: Sign in to health services - GASS');
  });
});
