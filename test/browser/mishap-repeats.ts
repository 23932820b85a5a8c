/** Answers that come again: Back, reload, double presses, two tabs, two logins at once. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Request, Route } from 'playwright-core';
import { CODE_TRIES } from '../../config/limits.ts';
import { wrongCode } from '../support/login-attempts.ts';
import { CODE_PAGE, PASSWORD_PAGE, type Stage } from '../support/stage.ts';

/** Between two presses of a double press. */
const BETWEEN_PRESSES_MS = 40;

const isPost = (route: Route): boolean => route.request().method() === 'POST';

/** Sends the same form once more, as the first of two presses, whose answer the browser drops. */
async function sendUnseen(route: Route): Promise<number> {
  const request = route.request();
  const headers = Object.entries(await request.allHeaders());
  const answer = await fetch(request.url(), {
    method: 'POST',
    headers: Object.fromEntries(
      headers.filter(([name]) => !/^:|^content-length$|^host$/.test(name)),
    ),
    body: request.postData() ?? '',
    redirect: 'manual',
  });
  await answer.text();
  return answer.status;
}

/** Nothing is judged, counted or sent twice. */
export function repeats(stage: Stage): void {
  it('shows the step reached after Back and reload, without another SMS', async () => {
    await stage.open();
    const sent = await stage.codesDuring(async () => {
      const code = await stage.upToCode('Mario');
      await stage.she.goBack();
      await stage.she.sees(CODE_PAGE);
      await stage.she.page.reload();
      await stage.she.waitFor(CODE_PAGE);
      await stage.she.type({ code });
      await stage.she.press('Conferma');
      await stage.she.waitFor('Referti di Mario Rossi');
      await stage.she.page.reload();
      await stage.she.waitFor('Referti di Mario Rossi');
    });
    assert.equal(sent, 1);
    await stage.she.goBack();
    await stage.she.sees('La pagina è scaduta');
    await stage.she.press('Torna al portale');
    await stage.she.sees('Portale della salute');
    await stage.she.press('Referti');
    await stage.she.waitFor('Referti di Mario Rossi');
  });

  it('counts a wrong code once, however often its page is loaded again', async () => {
    await stage.open();
    const code = await stage.upToCode('Anna');
    await stage.she.type({ code: wrongCode(code) });
    await stage.she.press('Conferma');
    await stage.she.waitFor(CODE_PAGE);
    for (let reloads = 0; reloads < CODE_TRIES; reloads += 1) {
      assert.equal((await stage.she.page.reload())?.status(), 422, 'the same answer, posted again');
      await stage.she.hasText("Questo codice non va bene. Guardi l'ultimo SMS"); // not: one try left
    }
    await stage.she.type({ code });
    await stage.she.press('Conferma');
    await stage.she.waitFor('Referti di Anna Verdi');
  });

  it('takes a double press for one where script holds the second back', async () => {
    await stage.useBrowser();
    let posts = 0;
    const count = (request: Request): number => (posts += request.method() === 'POST' ? 1 : 0);
    stage.she.context.on('request', count);
    assert.equal(
      await stage.codesDuring(() => wholeWay((name) => stage.she.button(name).last().dblclick())),
      1,
    );
    stage.she.context.off('request', count);
    assert.equal(posts, 9, 'one for each button');
  });

  it('takes forms that arrive twice for one', async () => {
    await stage.useBrowser({ script: false });
    await stage.she.context.route('**/*', async (route) => {
      const first = isPost(route) ? sendUnseen(route) : undefined;
      await Promise.race([first, wait(BETWEEN_PRESSES_MS)]);
      await route.continue();
      assert.ok(((await first) ?? 0) < 500);
    });
    assert.equal(await stage.codesDuring(() => wholeWay((name) => stage.she.press(name))), 1);
    await stage.she.context.unrouteAll({ behavior: 'wait' });
  });

  /** Every button from the first page to the way out. */
  async function wholeWay(press: (name: string) => Promise<void>): Promise<void> {
    const goOn = async (name: string, heading: string): Promise<void> => {
      await press(name);
      await stage.she.waitFor(heading);
    };
    await stage.she.go('/');
    const before = (await stage.system.sms()).length;
    await goOn('Entra', PASSWORD_PAGE);
    await stage.typePassword('Giulia');
    await goOn('Continua', CODE_PAGE);
    await stage.she.type({ code: await stage.she.codeFor('Giulia', before) });
    await goOn('Conferma', 'Per chi vuole operare?');
    await stage.she.page.getByRole('radio').first().check();
    await goOn('Continua', 'Referti di Giulia Bianchi');
    await goOn('Cambia persona', 'Per chi vuole operare?');
    await goOn('Annulla', 'Referti di Giulia Bianchi');
    await goOn('Esci', 'Vuole uscire?');
    await press('Sì, esci');
    await stage.she.hasText('Uscita completata');
    await stage.she.go('/');
    await goOn('Entra', PASSWORD_PAGE); // the provider knows nobody any more
  }

  it('asks before the way out also when nobody is in any more, without script', async () => {
    await stage.open({ script: false });
    const { issuer, urls } = stage.system.settings;
    const back = encodeURIComponent(`${urls.portal}/`);
    await stage.she.go(
      `${issuer}/session/end?client_id=portale-salute&post_logout_redirect_uri=${back}`,
    );
    await stage.she.sees('Vuole uscire?');
    await stage.she.press('Sì, esci');
    await stage.she.sees('Portale della salute');
  });

  it('takes a double press for one when a new password is chosen', async () => {
    await stage.open({ script: false });
    await stage.typePassword('Carla');
    await stage.she.button('Continua').dblclick();
    await stage.she.waitFor('Scelga una nuova password');
    const chosen = 'tre mele cotte ieri';
    await stage.she.type({ new_password: chosen, new_password_confirm: chosen });
    assert.equal(
      await stage.codesDuring(async () => {
        await stage.she.button('Salva e continua').dblclick();
        await stage.she.waitFor(CODE_PAGE);
      }),
      1,
    );
    await stage.she.press('Annulla');
    await stage.she.waitFor('Accesso annullato');
    await stage.she.press('Accedi');
    await stage.typePassword('Carla'); // the temporary one: nothing was completed
    await stage.she.press('Continua');
    await stage.she.waitFor('Scelga una nuova password');
  });

  it('goes on in either of two tabs of one login', async () => {
    await stage.open();
    const first = stage.she.page;
    await stage.typePassword('Anna');
    const second = await stage.she.openTab();
    await second.goto(first.url());
    let code = '';
    const sent = await stage.codesDuring(async () => {
      code = await stage.upToCode('Anna');
      await stage.she.turnTo(first);
      await stage.she.press('Continua');
      await stage.she.sees(CODE_PAGE);
      await stage.she.hasText("Ha già fatto questo passo in un'altra scheda. Continui da qui.");
    });
    assert.equal(sent, 1);
    await stage.she.type({ code });
    await stage.she.press('Conferma');
    await stage.she.waitFor('Referti di Anna Verdi');
    await stage.she.turnTo(second);
    await stage.she.type({ code });
    await stage.she.press('Conferma');
    await stage.she.waitFor('Portale della salute');
    await stage.she.hasText('Sta operando per sé: Anna Verdi');
  });

  it('keeps two logins at once apart, each with its own code', async () => {
    await stage.open();
    const first = stage.she.page;
    const codeOfFirst = await stage.upToCode('Mario');
    await stage.she.openTab();
    await stage.she.go('/');
    await stage.she.press('Entra');
    await stage.she.waitFor(PASSWORD_PAGE);
    const codeOfSecond = await stage.upToCode('Mario');
    assert.notEqual(codeOfFirst, codeOfSecond);
    await stage.she.type({ code: codeOfFirst });
    await stage.she.press('Conferma');
    await stage.she.sees(CODE_PAGE, { hasErrors: true });
    await stage.she.type({ code: codeOfSecond });
    await stage.she.press('Conferma');
    await stage.she.waitFor('Referti di Mario Rossi');
    await stage.she.turnTo(first);
    await stage.she.type({ code: codeOfFirst });
    await stage.she.press('Conferma');
    await stage.she.waitFor('Referti di Mario Rossi');
  });
}
