/** Logins that cannot go on: no cookies, no time left, no tries left, no wish to. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CODE_TRIES, INTERACTION_S, ONE_TIME_CODE_S } from '../../config/limits.ts';
import { openProfile } from '../support/browser.ts';
import { wrongCode } from '../support/login-attempts.ts';
import { Reader } from '../support/reader.ts';
import { CODE_PAGE, PASSWORD_PAGE, type Stage } from '../support/stage.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Each ends in a page that says what to do. */
export function stops(stage: Stage): void {
  it('says what to do when cookies are off', async () => {
    await using folder = await tempFolder();
    const profile = path.join(folder.path, 'Default');
    await mkdir(profile);
    const off = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(path.join(profile, 'Preferences'), JSON.stringify(off));
    const context = await openProfile(folder.path, { locale: 'it-IT' });
    try {
      const she = await Reader.at(context, stage.system);
      await she.go('/');
      assert.equal(await she.statusOf(() => she.press('Entra')), 400);
      await she.sees('Mancano i cookie');
      await she.press('Torna al portale');
      await she.sees('Portale della salute');
      // the provider alone, asked by a client that needs no cookie of its own
      const answer = await she.go(`${stage.system.settings.issuer}/auth?${mobileRequest()}`);
      assert.equal(answer?.status(), 400);
      await she.sees('Mancano i cookie');
      await she.hasText('Li attivi nelle impostazioni, poi torni al portale.');
    } finally {
      await context.close();
    }
  });

  /** An authorization request of the demo's app. */
  function mobileRequest(): string {
    return new URLSearchParams({
      client_id: 'app-mobile',
      response_type: 'code',
      redirect_uri: 'http://127.0.0.1/callback',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }).toString();
  }

  it("takes another browser's login for one that is over", async () => {
    await stage.open();
    const theirs = stage.she.page.url();
    await stage.she.startAfresh();
    await stage.open();
    const answer = await stage.she.go(theirs);
    assert.equal(answer?.status(), 410);
    await stage.she.sees('La pagina è scaduta');
  });

  it('asks for nothing again when only the code has expired', async () => {
    await stage.open();
    const code = await stage.upToCode('Anna');
    stage.later(ONE_TIME_CODE_S);
    await stage.she.type({ code });
    assert.equal(await stage.she.statusOf(() => stage.she.press('Conferma')), 422);
    await stage.she.sees('Serve un nuovo codice', { hasErrors: true });
    await stage.she.page.goto(stage.she.page.url());
    await stage.she.sees('Serve un nuovo codice');
    const sent = (await stage.system.sms()).length;
    await stage.she.button('Manda un altro SMS').dblclick();
    await stage.she.sees(CODE_PAGE);
    assert.equal((await stage.system.sms()).length, sent + 1);
    assert.equal(await stage.she.statusOf(() => stage.she.press("Manda di nuovo l'SMS")), 429);
    await stage.she.sees(CODE_PAGE);
    await stage.she.hasText(/Aspetti 60 secondi prima di chiederne un altro\.$/);
    assert.equal((await stage.system.sms()).length, sent + 1, 'too soon: nothing is sent');
    await stage.she.type({ code: await stage.she.codeFor('Anna', sent) });
    await stage.she.press('Conferma');
    await stage.she.waitFor('Referti di Anna Verdi');
  });

  it('says that the page has expired after half an hour, on reading and on sending', async () => {
    await stage.open();
    const code = await stage.upToCode('Mario');
    stage.later(INTERACTION_S + 1);
    await stage.she.type({ code });
    assert.equal(await stage.she.statusOf(() => stage.she.press('Conferma')), 410);
    await stage.she.sees('La pagina è scaduta');
    assert.equal((await stage.she.page.goto(stage.she.page.url()))?.status(), 410);
    await stage.she.press('Torna al portale');
    await stage.she.waitFor('Portale della salute');
    await stage.she.press('Entra');
    await stage.she.waitFor(PASSWORD_PAGE);
  });

  it('stops after five wrong codes and ends at the portal', async () => {
    await stage.open();
    const code = await stage.upToCode('Anna');
    for (let tries = 1; tries < CODE_TRIES; tries += 1) {
      await stage.she.type({ code: wrongCode(code) });
      assert.equal(await stage.she.statusOf(() => stage.she.press('Conferma')), 422);
      await stage.she.waitFor(CODE_PAGE);
    }
    await stage.she.sees(CODE_PAGE, { hasErrors: true });
    await stage.she.hasText('Può provare ancora una volta.');
    await stage.she.type({ code: wrongCode(code) });
    assert.equal(await stage.she.statusOf(() => stage.she.press('Conferma')), 429);
    await stage.she.sees('Accesso sospeso per poco');
    assert.equal((await stage.she.page.goto(stage.she.page.url()))?.status(), 429, 'and stays so');
    await stage.she.press('Torna al portale');
    await stage.she.sees('Accesso annullato');
  });

  it('lets her cancel at every step, without a question', async () => {
    await stage.open();
    await cancel();
    await stage.upToCode('Giulia');
    await cancel();
    await stage.upToCode('Giulia');
    stage.later(ONE_TIME_CODE_S);
    await stage.she.page.reload();
    await stage.she.waitFor('Serve un nuovo codice');
    await cancel();
    await stage.she.logInAs('Giulia');
    await stage.she.waitFor('Per chi vuole operare?');
    await cancel();
    await stage.typePassword('Carla');
    await stage.she.press('Continua');
    await stage.she.waitFor('Scelga una nuova password');
    await cancel();
  });

  /** Cancels, and begins again. */
  async function cancel(): Promise<void> {
    await stage.she.press('Annulla');
    await stage.she.sees('Accesso annullato');
    await stage.she.hasText('Ha scelto di non accedere. Nessun dato è stato letto.');
    await stage.she.press('Accedi');
    await stage.she.waitFor(PASSWORD_PAGE);
  }
}
