import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import {
  ACCESS_TOKEN_S,
  ACCOUNT_SENDINGS_WINDOW_S,
  PORTAL_IDLE_S,
  PORTAL_RENEW_BEFORE_S,
} from '../../config/limits.ts';
import type { Answer } from '../support/citizen.ts';
import { PortalVisitor, headingOf } from '../support/portal.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

describe('a session at the portal', () => {
  let system: TestSystem;
  let now = Date.now();
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse', 'portal'] });
  });
  // later than the account's budget of SMS, and never back: sessions of tests do not meet
  beforeEach(() => movesOn(ACCOUNT_SENDINGS_WINDOW_S + 1));
  after(async () => {
    mock.timers.reset();
    await system.close();
  });

  function movesOn(seconds: number): void {
    now += seconds * 1000;
    mock.timers.reset();
    mock.timers.enable({ apis: ['Date'], now });
  }

  function requestsTo(path: string): number {
    return system.log.lines().filter((line) => line['path'] === path && line['msg'] === 'request')
      .length;
  }

  it('renews its token once for any number of pages at once, again and again', async () => {
    const he = new PortalVisitor(system);
    await he.logIn('Mario');
    for (let round = 1; round <= 3; round += 1) {
      movesOn(ACCESS_TOKEN_S - PORTAL_RENEW_BEFORE_S + 1);
      const before = requestsTo('/token');
      const pages = await Promise.all(Array.from({ length: 8 }, () => he.open('/per/me/referti')));
      assert.deepEqual(
        pages.map(({ status }) => status),
        Array.from({ length: 8 }, () => 200),
      );
      assert.equal(requestsTo('/token') - before, 1);
    }
  });

  it('ends after half an hour without use; a login leads back to the same page', async () => {
    const he = new PortalVisitor(system);
    const list = await he.logIn('Mario');
    const path = /href="(\/per\/me\/referti\/[\w-]+)"/.exec(list.text)?.[1] ?? '';
    movesOn(PORTAL_IDLE_S - 60);
    assert.equal((await he.open(path)).status, 200, 'use begins the half hour anew');
    movesOn(PORTAL_IDLE_S);
    const idle = await he.open(path);
    assert.equal(idle.status, 403);
    assert.equal(headingOf(idle), 'Acceda di nuovo');
    assert.doesNotMatch(idle.text, /Mario|Esci/);
    const callback = await he.logInUpToCallback('Mario', idle);
    const back = await he.citizen.follow(await he.citizen.get(callback));
    assert.equal(back.url, `${he.portal}${path}`);
    assert.equal(back.status, 200);
  });

  it('ends everywhere by [Esci]: here, at the provider, and for tokens already issued', async () => {
    const he = new PortalVisitor(system);
    const list = await he.logIn('Mario');
    const question = await he.citizen.follow(await he.press(list, '/logout'));
    assert.equal(headingOf(question), 'Vuole uscire?');
    assert.doesNotMatch(question.url, /id_token|Mario/);
    const done = await he.citizen.follow(await confirm(he, question));
    assert.equal(new URL(done.url).pathname, '/');
    assert.match(done.text, /Uscita completata\./);
    assert.equal((await he.open('/per/me/referti')).status, 403);
    const again = await he.citizen.follow(await he.press(await he.open('/'), '/login'));
    assert.match(again.text, /name="card_serial"/, 'the provider asks for the password again');
    const { grants } = await system.stores();
    const all = await grants.find({ accountId: system.citizen('Mario').sub });
    const mine = all.filter(({ createdAt }) => createdAt >= now);
    assert.ok(mine.length > 0 && mine.every(({ revokedAt }) => revokedAt !== undefined));
  });

  it('ends here at once, whatever is answered at the provider', async () => {
    const he = new PortalVisitor(system);
    const list = await he.logIn('Mario');
    await he.press(list, '/logout');
    const page = await he.open('/per/me/referti');
    assert.equal(page.status, 403);
    assert.equal(headingOf(page), 'Acceda per continuare');
  });

  it('ends when the provider says so (back-channel logout)', async () => {
    const he = new PortalVisitor(system);
    await he.logIn('Mario');
    const question = await he.citizen.get(`${system.settings.issuer}/session/end`);
    await confirm(he, question);
    await until(() => requestsTo('/backchannel-logout') > 0);
    const page = await he.open('/per/me/referti');
    assert.equal(page.status, 403);
    assert.equal(headingOf(page), 'Acceda di nuovo');
  });

  it('asks the provider anew, without a page, when only its tokens were lost', async () => {
    const he = new PortalVisitor(system);
    await he.logIn('Mario');
    const { grants } = await system.stores();
    for (const { id } of await grants.find({ accountId: system.citizen('Mario').sub }))
      await grants.update(id, (grant) => ({ ...grant, revokedAt: Date.now() }));
    movesOn(ACCESS_TOKEN_S);
    const page = await he.open('/per/me/referti');
    assert.equal(page.status, 200);
    assert.equal(headingOf(page), 'Referti di Mario Rossi');
  });

  it('goes on after a restart of everything', async () => {
    const he = new PortalVisitor(system);
    await he.logIn('Mario');
    await system.restart();
    assert.equal((await he.open('/per/me/referti')).status, 200);
  });

  it('keeps no token, cookie or name readable in its database', async () => {
    const he = new PortalVisitor(system);
    await he.logIn('Mario');
    const text = await databaseText(system);
    assert.ok(text.includes(system.citizen('Mario').sub), 'the right file is read');
    const cookies = he.citizen.cookieValues().filter((value) => value.length > 20);
    assert.ok(cookies.length >= 2);
    for (const secret of ['Mario', 'Rossi', 'eyJhbGciOiJFUzI1NiI', ...cookies])
      assert.ok(!text.includes(secret), `${secret.slice(0, 4)}… is stored as it is`);
    assert.ok(!system.log.text().includes('eyJ'), 'no token in the log');
  });
});

describe('a portal without the health record', () => {
  it('says so, and offers to try again', async () => {
    const system = await startSystem({ processes: ['provider', 'portal'] });
    try {
      const he = new PortalVisitor(system);
      const page = await he.logIn('Mario');
      assert.equal(page.status, 503);
      assert.match(page.text, /Ora non riusciamo a leggere i documenti\./);
      assert.match(page.text, /href="\/per\/me\/referti">Riprova</);
      assert.ok(Number(page.headers.get('retry-after')) > 0);
    } finally {
      await system.close();
    }
  });
});

/** Answers "Vuole uscire?" with yes; the answer as it comes. */
async function confirm(he: PortalVisitor, question: Answer): Promise<Answer> {
  const action = /<form[^>]* action="([^"]*session\/end\/confirm)"/.exec(question.text)?.[1] ?? '';
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(question.text)?.[1] ?? '';
  return he.citizen.post(new URL(action, question.url).href, { xsrf, logout: 'yes' });
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (holds()) return;
    await wait(50);
  }
  throw new Error('it did not come to hold within 5 s');
}

/** Everything SQLite wrote, journal included. */
async function databaseText(system: TestSystem): Promise<string> {
  const file = system.settings.databases.portal.slice('sqlite:'.length);
  const parts = [file, `${file}-wal`].map((path) => readFile(path, 'latin1').catch(() => ''));
  return (await Promise.all(parts)).join('');
}
