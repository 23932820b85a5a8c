/** A form of the portal that binds, sent once more: the second answer is the one a browser shows. */
import assert from 'node:assert/strict';
import { generateKeyPair, exportJWK } from 'jose';
import path from 'node:path';
import { createPortal, type Portal } from '../../src/portal/app.ts';
import { PORTAL_COLLECTIONS, sessions } from '../../src/portal/collections.ts';
import { createSessions } from '../../src/portal/sessions.ts';
import { createVault, randomValue } from '../../src/portal/vault.ts';
import type { Store } from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import {
  type OfferedText,
  type TestExemption,
  testExemption,
  textsFor,
} from '../support/exemption.ts';
import { collectLog } from '../support/log-lines.ts';
import { serve } from '../support/serve.ts';
import { tempFolder } from '../support/temp-folder.ts';

const KEYS = { marking: 'm'.repeat(43), sealing: 's'.repeat(43) };
const KEY = '6a1f0a52-2a53-4a43-9d3c-6f0a0e6b8c11';

describe('a declaration whose form is sent twice', () => {
  let exemption: TestExemption;
  let store: Store;
  let portal: Portal;
  let page: Awaited<ReturnType<typeof serve>>;
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let cookie: string;
  let text: OfferedText;

  before(async () => {
    exemption = await testExemption();
    folder = await tempFolder();
    store = await openStore(`sqlite:${path.join(folder.path, 'portal.db')}`);
    await store.migrate(PORTAL_COLLECTIONS);
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const nowhere = 'http://localhost:9';
    portal = createPortal({
      url: 'http://localhost:3010',
      issuer: nowhere,
      services: { fse: nowhere, booking: nowhere, exemption: exemption.url, registry: nowhere },
      clientId: 'portale-salute',
      privateJwk: { ...(await exportJWK(privateKey)), kid: 'portal', alg: 'ES256' },
      store,
      keys: KEYS,
      trustedProxies: [],
      log: collectLog().log,
    });
    page = await serve(portal.app);
    const token = await exemption.self('Mario');
    const [browser, session] = [randomValue(), randomValue()];
    cookie = `gass_portal_browser=${browser}; gass_portal_session=${session}`;
    const person = { givenName: 'Mario', familyName: 'Rossi' };
    await createSessions(store.collection(sessions), createVault(KEYS)).begin(
      session,
      {
        sub: exemption.people.Mario.sub,
        sid: undefined,
        person,
        acting: { basis: 'self', id: 'me', ...person },
        tokens: { access: { [exemption.url]: { token, expiresAt: Date.now() + 240_000 } } },
      },
      Date.now(),
    );
    const found = (await textsFor(exemption, token)).find(({ code }) => code === 'E12');
    assert.ok(found);
    text = found;
  });
  after(async () => {
    await page.close();
    await portal.close();
    await store.close();
    await exemption[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  /** Presses [Firma e invia]: status and where it leads. */
  async function sign(change: Record<string, string> = {}): Promise<string> {
    const facts = text.fields.map(({ name }) => [`f_${name}`, 'si']);
    const fields = { ...Object.fromEntries(facts), vero: '1', impronta: text.sha256, chiave: KEY };
    const { code, text_version: version } = text;
    const response = await fetch(
      `${page.url}/per/me/esenzioni/dichiara/${code}/${version}/conferma`,
      {
        method: 'POST',
        headers: { cookie },
        redirect: 'manual',
        body: new URLSearchParams({ ...fields, ...change }),
      },
    );
    return `${response.status} ${response.headers.get('location') ?? ''}`;
  }

  it('leads to the one declaration both times, at once and later', async () => {
    const answers = await Promise.all([sign(), sign()]);
    assert.match(
      answers[0],
      /^303 \/per\/me\/esenzioni\/dichiarazioni\/[0-9a-f-]{36}\?fatto=firmata$/,
    );
    assert.equal(answers[1], answers[0]);
    assert.equal(await sign(), answers[0]);
  });

  it('says what is wrong when it is another one', async () => {
    const other = { chiave: '7a1f0a52-2a53-4a43-9d3c-6f0a0e6b8c11' };
    assert.equal(await sign(other), '303 /per/me/esenzioni/dichiara?finita=1');
    assert.match(await sign({ ...other, impronta: 'another' }), /^303 .*dichiara/);
    assert.match(await sign({ vero: '' }), /^400 /);
  });
});
