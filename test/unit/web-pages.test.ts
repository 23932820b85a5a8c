import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import Koa from 'koa';
import { cutCss, cutIcons } from '../../scripts/build-css.ts';
import { createAssets } from '../../src/web/assets.ts';
import { createCatalog } from '../../src/web/catalog.ts';
import { formatDate, formatSize, formatTime } from '../../src/web/format.ts';
import { strong } from '../../src/web/html.ts';
import { showInfoPages } from '../../src/web/info-pages.ts';
import { switchLanguage } from '../../src/web/language.ts';
import { createPages } from '../../src/web/pages.ts';
import { showFailure } from '../../src/web/stop-pages.ts';
import { serve } from '../support/serve.ts';

const catalog = createCatalog(
  {
    brand: 'Prova',
    hello: "Ciao {name}, l'SMS",
    many: '{n, plural, one {# volta} other {# volte}}',
  },
  { brand: 'Test', hello: 'Hello {name}, SMS', many: '{n, plural, one {once} other {# times}}' },
);
const assets = createAssets();
const pages = createPages({ viewsFolder: import.meta.dirname, catalog, assets, brandKey: 'brand' });

function application(): Koa {
  const app = new Koa();
  app.use(switchLanguage());
  app.use(assets.middleware);
  app.use(showInfoPages(pages));
  app.use((ctx) => {
    if (ctx.path === '/stop')
      showFailure(
        pages,
        ctx,
        { status: 503, code: 'unavailable', retryAfter: 90 },
        { href: 'https://portale.example/?a=1&b="' },
      );
  });
  return app;
}

async function ask(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ response: Response; text: string }> {
  await using server = await serve(application());
  const response = await fetch(server.url + path, { headers, redirect: 'manual' });
  return { response, text: await response.text() };
}

describe('a catalog', () => {
  const { it: t, en } = catalog.translators;

  it('fills arguments, counts, and keeps apostrophes', () => {
    assert.equal(t('hello', { name: '<Ada>' }), "Ciao <Ada>, l'SMS");
    assert.equal(t('many', { n: 1 }), '1 volta');
    assert.equal(en('many', { n: 2 }), '2 times');
    assert.equal(t('kit.footer.label'), 'Informazioni');
  });

  it('escapes all of a text as HTML but what was made as HTML', () => {
    assert.equal(t.html('hello', { name: '<b>' }), 'Ciao &lt;b&gt;, l&#39;SMS');
    assert.equal(
      t.html('hello', { name: strong('<b>', 'it') }),
      'Ciao <strong lang="it">&lt;b&gt;</strong>, l&#39;SMS',
    );
    assert.throws(() => t('hello', { name: strong('x') }), /html\(\)/);
  });

  it('refuses a missing argument and an unknown key', () => {
    assert.throws(() => t('hello'));
    assert.throws(() => t('constructor' as 'hello'), /no text/);
  });
});

describe('dates, times and sizes', () => {
  it('are written as people read them, in Italian time', () => {
    const summer = Date.UTC(2026, 6, 1, 22, 30, 59);
    assert.equal(formatDate('it', summer), '2\u00a0luglio\u00a02026');
    assert.equal(formatTime('it', summer), '00:30');
    assert.equal(formatDate('en', '2017-05-03'), '3\u00a0May\u00a02017');
    assert.equal(formatSize('it', 119_001), '120\u00a0KB');
    assert.equal(formatSize('it', 1_400_000), '1,4\u00a0MB');
    assert.equal(formatSize('en', 1_400_000), '1.4\u00a0MB');
  });
});

describe('the language of a page', () => {
  it("is the cookie's, else the browser's, else Italian", async () => {
    const languages = { it: /<html lang="it">/, en: /<html lang="en">/ };
    assert.match((await ask('/help')).text, languages.it);
    assert.match((await ask('/help', { 'accept-language': 'en-GB,it;q=0.5' })).text, languages.en);
    assert.match((await ask('/help', { 'accept-language': 'de' })).text, languages.it);
    assert.match(
      (await ask('/help', { 'accept-language': 'en', cookie: 'gass_lang=it' })).text,
      languages.it,
    );
    assert.match((await ask('/help', { cookie: 'gass_lang=xx' })).text, languages.it);
  });

  it('changes by a link that sets a cookie and comes back', async () => {
    const { text } = await ask('/help?a=1');
    assert.match(text, /<a href="\?a=1&amp;lang=en" lang="en" hreflang="en">English<\/a>/);
    const { response } = await ask('/help?a=1&lang=en');
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), '/help?a=1');
    assert.match(
      response.headers.get('set-cookie') ?? '',
      /^gass_lang=en; path=\/; .*samesite=lax; httponly$/i,
    );
  });

  it('never leads to another site', async () => {
    for (const path of [
      '//evil.example/?lang=en',
      '/\\evil.example/?lang=en',
      '///evil.example?lang=en',
    ]) {
      const { response } = await ask(path);
      assert.match(response.headers.get('location') ?? '', /^\/[^/\\]/, path);
    }
  });
});

describe('a page', () => {
  it('is not kept by browsers and names its title as its heading', async () => {
    const { response, text } = await ask('/privacy');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(text, /<title>Privacy - GASS<\/title>/);
    assert.equal(text.match(/<h1>/g)?.length, 1);
  });

  it('that stops says when to come back, and escapes the address of its button', async () => {
    const { response, text } = await ask('/stop');
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('retry-after'), '90');
    assert.match(text, /Riprovi tra 2 minuti\./);
    assert.match(text, /href="https:\/\/portale\.example\/\?a=1&amp;b=&quot;"/);
  });
});

describe('an asset', () => {
  it('has an address by its content and is kept for a year', async () => {
    const { response } = await ask(assets.url('gass.css'), { 'accept-encoding': 'identity' });
    assert.equal(response.headers.get('content-type'), 'text/css; charset=utf-8');
    assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    const font = await ask(assets.url('titillium-400.woff2'));
    assert.equal(font.response.headers.get('content-type'), 'font/woff2');
  });

  it('is compressed when it is text and the browser can', async () => {
    await using server = await serve(application());
    const plain = await (
      await fetch(server.url + assets.url('gass.js'), {
        headers: { 'accept-encoding': 'identity' },
      })
    ).text();
    const { request } = await import('node:http');
    const packed = await new Promise<Buffer>((resolve, reject) => {
      request(
        server.url + assets.url('gass.js'),
        { headers: { 'accept-encoding': 'gzip' } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks)));
        },
      )
        .on('error', reject)
        .end();
    });
    assert.equal(gunzipSync(packed).toString(), plain);
  });

  it('of another version is asked again; an unknown name is not found', async () => {
    assert.equal(
      (await ask('/assets/000000000000/gass.css')).response.headers.get('cache-control'),
      'no-cache',
    );
    for (const path of [
      '/assets/none.css',
      '/assets/../pages.ts',
      '/assets/%2e%2e/pages.ts',
      '/assets/x/y/gass.css',
    ])
      assert.equal((await ask(path)).response.status, 404, path);
    assert.throws(() => assets.url('none.css'));
  });

  it('cut from the kit is what the views need now (npm run build:css)', async () => {
    const { response, text } = await ask(assets.url('kit.css'));
    assert.equal(response.status, 200);
    assert.equal(text, await cutCss());
    assert.equal((await ask(assets.url('icone.svg'))).text, cutIcons());
    assert.ok(!text.includes('@font-face'));
  });
});
