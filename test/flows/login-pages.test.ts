import assert from 'node:assert/strict';
import { CLIENT_URI } from '../support/login-pages.ts';
import { SERIAL, TEMPORARY } from '../support/login-people.ts';
import { RIGHT, useLoginPages } from '../support/use-login-pages.ts';

describe('the pages of a login', () => {
  const pages = useLoginPages();

  it('lead from the password by the code to the client, remembering the browser', async () => {
    const { visitor, page } = await pages.atCode();
    assert.equal(page.h1, 'Scriva il codice ricevuto per SMS');
    assert.match(page.text, /cellulare che finisce con <strong>567<\/strong>/);
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /form-action 'self' http:\/\/localhost:4999;/,
    );
    assert.ok(!visitor.cookies.has('gass_provider_device'));
    const last = await visitor.submit(page, {
      code: `Codice = ${await pages.system.code(visitor.address)}`,
    });
    assert.equal(last.status, 303);
    assert.equal(last.location, `${CLIENT_URI}callback?code=1`);
    assert.ok(visitor.cookies.has('gass_provider_device'));
    const cookie = last.headers
      .getSetCookie()
      .find((line) => line.startsWith('gass_provider_device'));
    assert.match(cookie ?? '', /path=\/; .*samesite=lax; httponly$/i);
    assert.equal((await visitor.get()).location, `${CLIENT_URI}callback?code=1`);
    assert.equal(
      (await visitor.submit(page, { code: '12345678' })).location,
      `${CLIENT_URI}callback?code=1`,
    );
  });

  it('can be walked by a program that posts the fields of the contract alone', async () => {
    const visitor = pages.visit();
    assert.equal((await visitor.post(RIGHT)).status, 303);
    const last = await visitor.post({ code: await pages.system.code(visitor.address) });
    assert.equal(last.location, `${CLIENT_URI}callback?code=1`);
  });

  it('ask a first access for a new password, and say that it is saved only after the code', async () => {
    await pages.atFirstAccess();
    await pages.system.addPerson({
      id: 'luca',
      givenName: 'Luca',
      familyName: 'Bianchi',
      birthdate: '2017-05-03',
    });
    await pages.system.addDelegation({ id: 'child', delegatorId: 'luca' });
    const visitor = pages.visit();
    const typed = `${TEMPORARY.desk.toUpperCase()}-${TEMPORARY.sms}`;
    let page = await visitor.answer(await visitor.get(), {
      card_serial: `8038000030${SERIAL}`,
      password: typed,
    });
    assert.equal(page.h1, 'Scelga una nuova password');
    assert.match(
      page.text,
      new RegExp(`autocomplete="username" value="${SERIAL}" hidden readonly`),
    );
    const chosen = {
      new_password: 'sedia nuvola treno',
      new_password_confirm: 'sedia nuvola treno',
    };
    page = await visitor.answer(page, chosen);
    assert.equal(page.h1, 'Scriva il codice ricevuto per SMS');
    assert.ok(!page.text.includes('La nuova password è salva'));
    page = await visitor.answer(page, { code: await pages.system.code(visitor.address) });
    assert.equal(page.h1, 'Per chi vuole operare?');
    assert.match(page.text, /La nuova password è salva\./);
  });

  it('can be cancelled from every step, without a question', async () => {
    const steps = [
      async () => pages.visit(),
      async () => (await pages.atCode()).visitor,
      async () => pages.visit({ needsPin: true }, {}),
      async () => pages.visit({ needsChoice: true }, {}),
      async () => pages.visit({ needsConsent: 'third_party' }, { choice: { self: true } }),
      async () => pages.visit({ needsConsent: 'public_client' }, { choice: { self: true } }),
    ];
    for (const open of steps) {
      const visitor = await open();
      const page = await visitor.get();
      assert.match(
        page.text,
        /<button class="btn btn-[\w-]+" type="submit" name="action" value="cancel">/,
      );
      assert.equal(
        (await visitor.submit(page, { action: 'cancel' })).location,
        `${CLIENT_URI}callback?error=access_denied`,
      );
      assert.equal((await visitor.get()).location, `${CLIENT_URI}callback?error=access_denied`);
    }
  });

  it('ask for whom: nobody chosen before, an error above the choices, other persons told apart', async () => {
    await pages.system.addPerson({
      id: 'luca',
      givenName: 'Luca',
      familyName: 'Bianchi',
      birthdate: '2017-05-03',
    });
    await pages.system.addPerson({ id: 'anna', givenName: 'Anna', familyName: 'Verdi' });
    await pages.system.addDelegation({
      id: 'child',
      delegatorId: 'luca',
      validUntil: Date.UTC(2035, 4, 2, 22),
    });
    await pages.system.addDelegation({
      id: 'mandate',
      delegatorId: 'anna',
      basis: 'mandate',
      services: ['booking'],
    });
    const visitor = pages.visit({ needsChoice: true }, {});
    const page = await visitor.get();
    assert.ok(!page.text.includes('checked'));
    assert.match(page.text, /Per me: Maria Rossi/);
    assert.match(
      page.text,
      /Luca Bianchi<span[^>]*>\. <\/span><span class="gass-sub">Data di nascita: 3\u00a0maggio\u00a02017/,
    );
    assert.match(
      page.text,
      /Come genitore, fino al 3\u00a0maggio\u00a02035: quel giorno compie 18 anni\./,
    );
    assert.match(page.text, /Per Anna Verdi la delega non comprende questo servizio\./);
    assert.match(page.text, /<a href="\/session\/end">Non è Maria Rossi\?/);
    const none = await visitor.submit(page, {});
    assert.equal(none.status, 422);
    assert.match(
      none.text,
      /id="delegation-errore">Scelga una persona per continuare\.[^]*value="self" autofocus/,
    );
    for (const delegation of ['mandate', 'of-somebody-else', '__proto__']) {
      const ended = await visitor.submit(page, { delegation });
      assert.equal(ended.status, 422);
      assert.match(ended.text, /Questa scelta non vale più/);
    }
    assert.equal(
      (await visitor.submit(none, { delegation: 'child' })).location,
      `${CLIENT_URI}callback?code=1`,
    );
    const preselected = await pages.visit({ needsChoice: true, preselected: 'child' }, {}).get();
    assert.match(preselected.text, /value="child"[^>]* checked/);
  });
});
