import assert from 'node:assert/strict';
import { type Answer, Citizen } from '../support/citizen.ts';
import { PortalVisitor, formFields, headingOf } from '../support/portal.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

describe('logging in at the portal', () => {
  let system: TestSystem;
  /** Logged in once: later logins go by her session at the provider, without an SMS. */
  let she: PortalVisitor;
  let list: Answer;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse', 'portal'] });
    she = new PortalVisitor(system);
    list = await she.logIn('Giulia');
  });
  after(() => system.close());

  it('leads to the list of her own reports', () => {
    assert.equal(list.status, 200);
    assert.match(list.url, /\/per\/me\/referti$/);
    assert.equal(headingOf(list), 'Referti di Giulia Bianchi');
    assert.match(list.text, /<title>Referti di Giulia - Portale della salute<\/title>/);
    assert.match(list.text, /Sta operando per sé: <strong>Giulia Bianchi<\/strong>/);
    assert.match(list.text, /10 documenti/);
    assert.equal(list.headers.get('cache-control'), 'no-store');
  });

  it('opens one report and its PDF, named without the person', async () => {
    const path = /href="(\/per\/me\/referti\/[\w-]+)"/.exec(list.text)?.[1] ?? '';
    const report = await she.open(path);
    assert.equal(report.status, 200);
    assert.match(headingOf(report), /^\S.* del(?:l'|\s)\d{1,2}\s\S+\s\d{4}$/);
    assert.match(report.text, /Paziente: Giulia Bianchi\./);
    const pdf = await she.citizen.get(`${she.portal}${path}/pdf`);
    assert.equal(pdf.headers.get('content-type'), 'application/pdf');
    assert.match(
      pdf.headers.get('content-disposition') ?? '',
      /^inline; filename="[a-z0-9-]+\.pdf"$/,
    );
    assert.match(pdf.text, /^%PDF-/);
  });

  it('comes back to the page that asked for the login', async () => {
    const path = /href="(\/per\/me\/referti\/[\w-]+)"/.exec(list.text)?.[1] ?? '';
    const other = new PortalVisitor(system);
    const stopped = await other.open(path);
    assert.equal(stopped.status, 403);
    assert.equal(headingOf(stopped), 'Acceda per continuare');
    const callback = await other.logInUpToCallback('Giulia', stopped);
    const page = await other.citizen.follow(await other.citizen.get(callback));
    assert.equal(page.url, `${other.portal}${path}`);
    assert.equal(page.status, 200);
  });

  it('says that the login was cancelled, and offers another', async () => {
    const he = new PortalVisitor(system);
    const first = await he.citizen.follow(await he.press(await he.open('/'), '/login'));
    const denied = await he.citizen.follow(await he.citizen.post(first.url, { action: 'cancel' }));
    assert.equal(denied.status, 200);
    assert.equal(headingOf(denied), 'Accesso annullato');
    assert.ok(formFields(denied, '/login')['token']);
  });

  it('gives both of two equal callbacks the same session, and expires later ones', async () => {
    const he = new PortalVisitor(system);
    const callback = await he.logInUpToCallback('Mario', await he.open('/'));
    const answers = await Promise.all([he.citizen.get(callback), he.citizen.get(callback)]);
    assert.deepEqual(
      answers.map(({ status, location }) => [status, location]),
      [
        [303, `${he.portal}/per/me/referti`],
        [303, `${he.portal}/per/me/referti`],
      ],
    );
    const cookies = answers.map(({ headers }) => sessionCookie(headers));
    assert.equal(cookies[0], cookies[1]);
    assert.equal((await he.open('/per/me/referti')).status, 200);
    await he.press(await he.open('/'), '/logout');
    const back = await he.citizen.get(callback);
    assert.equal(back.status, 410);
    assert.equal(headingOf(back), 'La pagina è scaduta');
  });

  it('refuses a callback in a browser that did not ask for it', async () => {
    const callback = await she.callbackBySession();
    const thief = new PortalVisitor(system);
    const cookiesOff = await thief.citizen.get(callback);
    assert.equal(cookiesOff.status, 400);
    assert.equal(headingOf(cookiesOff), 'Mancano i cookie');
    await thief.open('/');
    const stolen = await thief.citizen.get(callback);
    assert.equal(stolen.status, 410);
    assert.equal(sessionCookie(stolen.headers), undefined);
    const own = await she.citizen.get(callback);
    assert.equal(own.status, 303, 'the owner is not disturbed');
  });

  it('refuses an answer from another issuer, and one without state', async () => {
    const callback = await she.callbackBySession();
    const mixed = new URL(callback);
    mixed.searchParams.set('iss', 'http://localhost:9');
    const refused = await she.citizen.get(mixed.href);
    assert.equal(refused.status, 400);
    assert.equal(sessionCookie(refused.headers), undefined);
    assert.equal((await she.open('/callback?code=x')).status, 400);
    assert.equal((await she.open('/callback?code=x&state=a&state=b')).status, 400);
    const other = new PortalVisitor(system);
    await other.open('/');
    assert.equal((await other.open('/callback?code=x&state=unknown')).status, 410);
    assert.equal((await she.open('/callback?code=x&state=unknown')).url, list.url);
  });

  it('finishes two logins begun in two tabs, each where it was begun', async () => {
    const first = await she.citizen.post(`${she.portal}/login`, {});
    const second = await she.callbackBySession();
    assert.equal((await she.citizen.get(second)).status, 303);
    const end = await she.citizen.follow(first);
    assert.equal(end.status, 200);
    assert.equal(headingOf(end), 'Referti di Giulia Bianchi');
  });

  it('makes a new session at every login; the one before is over', async () => {
    const before = sessionCookie((await she.citizen.get(await she.callbackBySession())).headers);
    const after = sessionCookie((await she.citizen.get(await she.callbackBySession())).headers);
    assert.notEqual(before, after);
    const old = new Citizen({ cookie: `gass_portal_session=${before ?? ''}` });
    assert.equal((await old.get(`${she.portal}/per/me/referti`)).status, 403);
  });

  it('refuses forms of another site and forms without their token', async () => {
    const fields = formFields(await new PortalVisitor(system).open('/'), '/login');
    const foreign = new PortalVisitor(system, new Citizen({ origin: 'http://evil.example' }));
    await foreign.open('/');
    assert.equal((await foreign.citizen.post(`${she.portal}/login`, fields)).status, 400);
    const browser = new PortalVisitor(system, new Citizen({ origin: she.portal }));
    const own = formFields(await browser.open('/'), '/login');
    assert.equal(
      (await browser.citizen.post(`${she.portal}/login`, { ...own, token: '' })).status,
      400,
    );
    assert.equal((await browser.citizen.post(`${she.portal}/login`, fields)).status, 400);
    assert.equal((await browser.citizen.post(`${she.portal}/login`, own)).status, 303);
    const cookieless = await new Citizen().post(`${she.portal}/login`, own);
    assert.equal(cookieless.status, 400);
    assert.equal(headingOf(cookieless), 'Mancano i cookie');
  });

  it('never leads to an address outside after the login', async () => {
    const fields = { return_to: '//evil.example/per/me/referti' };
    const again = await she.citizen.follow(await she.citizen.post(`${she.portal}/login`, fields));
    assert.equal(again.url, `${she.portal}/per/me/referti`);
  });

  it('shows a page for unknown addresses and answers in English when asked', async () => {
    assert.equal(headingOf(await she.open('/per/me/altro')), 'Pagina non trovata');
    const english = await she.open('/?lang=en');
    assert.equal(headingOf(english), 'Health portal');
    assert.match(english.text, /<html lang="en">/);
  });
});

function sessionCookie(headers: Headers): string | undefined {
  const line = headers.getSetCookie().find((one) => one.startsWith('gass_portal_session='));
  return line && /=([^;]+)/.exec(line)?.[1];
}
