import assert from 'node:assert/strict';
import { GassError, InvalidValueError, OverloadedError } from '../../src/domain/errors.ts';
import { createWebApp, type WebAppOptions } from '../../src/web/app.ts';
import { factsOf } from '../../src/web/facts.ts';
import { allowFormAction, contentSecurityPolicy } from '../../src/web/headers.ts';
import { loggedPath } from '../../src/web/log.ts';
import { collectLog, type LogLines } from '../support/log-lines.ts';
import { serve } from '../support/serve.ts';

async function ask(
  path: string,
  options: Partial<WebAppOptions> & { readonly accept?: string; readonly logged?: LogLines } = {},
): Promise<{ readonly response: Response; readonly text: string; readonly logged: LogLines }> {
  const logged = options.logged ?? collectLog();
  const app = createWebApp({
    log: logged.log,
    trustedProxies: [],
    isHttps: false,
    ready: () => Promise.resolve(),
    ...options,
  });
  app.use((ctx) => {
    if (ctx.path === '/busy') throw new OverloadedError('queue is full', 7);
    if (ctx.path === '/refused') throw new InvalidValueError('card_serial', 'must be 10 digits');
    if (ctx.path === '/bug') throw new TypeError('undefined is not a function');
    if (ctx.path === '/thrown') ctx.throw(400, 'from a library');
    if (ctx.path === '/form')
      allowFormAction(
        ctx,
        'https://portale.example',
        'it.gass.app:',
        "x; script-src 'unsafe-inline'",
      );
    if (ctx.path === '/form') ctx.body = 'form';
    factsOf(ctx).accountId = 'account-1';
  });
  await using server = await serve(app);
  const response = await fetch(server.url + path, { headers: { accept: options.accept ?? '*/*' } });
  return { response, text: await response.text(), logged };
}

describe('the edge of errors', () => {
  it('answers a known error by its status and Retry-After, and logs its detail only', async () => {
    const { response, text, logged } = await ask('/busy');
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('retry-after'), '7');
    assert.deepEqual(JSON.parse(text), { error: 'unavailable' });
    assert.equal(logged.lines().at(-1)?.['detail'], 'queue is full');
  });

  it('answers a bug with 500 and a number that stands in the log with its stack', async () => {
    const { response, text, logged } = await ask('/bug');
    const { error, reference } = JSON.parse(text) as Record<string, string>;
    assert.equal(response.status, 500);
    assert.equal(error, 'broken');
    assert.match(reference ?? '', /^\d{4}-\d{4}$/);
    assert.ok(!text.includes('undefined is not'));
    const line = logged.lines().find((entry) => entry['msg'] === 'broken');
    assert.equal(line?.['reference'], reference);
    assert.match(String(line?.['stack']), /web-app\.test\.ts/);
  });

  it("answers a library's complaint about the caller with its status", async () => {
    assert.equal((await ask('/thrown')).response.status, 400);
    assert.equal((await ask('/refused')).response.status, 400);
  });

  it('answers 404 where nobody does', async () => {
    const { response, text } = await ask('/nowhere');
    assert.equal(response.status, 404);
    assert.deepEqual(JSON.parse(text), { error: 'not_found' });
  });

  it('shows a page to browsers, and JSON when the page itself is broken', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const page = await ask('/busy', {
      accept,
      failures: { page: (ctx, failure) => void (ctx.body = `<p>${failure.code}</p>`) },
    });
    assert.equal(page.text, '<p>unavailable</p>');
    assert.equal(page.response.status, 503);
    const broken = await ask('/busy', {
      accept,
      failures: { page: () => Promise.reject(new Error('no view')) },
    });
    assert.equal(broken.response.status, 503);
    assert.deepEqual(JSON.parse(broken.text), { error: 'unavailable' });
  });
});

describe('the log of requests', () => {
  it('holds allow-listed fields: no query, no headers, no address', async () => {
    const { logged } = await ask('/form?code=12345678', { accept: 'text/secret' });
    const line = logged.lines().at(-1);
    assert.deepEqual(Object.keys(line ?? {}).sort(), [
      'accountId',
      'level',
      'method',
      'ms',
      'msg',
      'path',
      'process',
      'requestId',
      'status',
      'time',
    ]);
    assert.equal(line?.['path'], '/form');
    assert.ok(!logged.text().includes('12345678') && !logged.text().includes('secret'));
  });

  it('cuts what a path may tell', () => {
    assert.equal(loggedPath('/interaction/Xb3dR5tY7uI9oP1aS3dF5'), '/interaction/Xb3dR5…');
    assert.equal(loggedPath('/Patient/RSSMRA80A01F205X'), '/Patient/…');
    assert.equal(loggedPath('/cards/0123456789'), '/cards/…');
    assert.equal(loggedPath('/+393331234567/a%20b'), '/…/…');
    assert.equal(
      loggedPath('/.well-known/openid-configuration'),
      '/.well-known/openid-configuration',
    );
    assert.ok(loggedPath(`/${'a/'.repeat(5000)}`).length < 200);
  });
});

describe('the headers of every answer', () => {
  it('hold the policy of the pages, no framing, no sniffing, our own referrer only', async () => {
    const { headers } = (await ask('/nowhere')).response;
    assert.equal(headers.get('content-security-policy'), contentSecurityPolicy());
    assert.equal(headers.get('referrer-policy'), 'same-origin');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.equal(headers.get('strict-transport-security'), null);
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  it('promise https only over https', async () => {
    const { headers } = (await ask('/form', { isHttps: true })).response;
    assert.match(headers.get('strict-transport-security') ?? '', /^max-age=31536000/);
  });

  it('let a form end at the client, and at nothing that could end the directive', async () => {
    const policy = (await ask('/form')).response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /form-action 'self' https:\/\/portale\.example it\.gass\.app:;/);
    assert.ok(!policy.includes('unsafe'));
  });
});

describe('health', () => {
  it('lives while it answers, and is ready when what it needs is', async () => {
    const fails = { ready: () => Promise.reject(new GassError('unavailable', { status: 503 })) };
    assert.equal((await ask('/health/live', fails)).response.status, 200);
    assert.equal((await ask('/health/ready')).response.status, 200);
    const { response } = await ask('/health/ready', fails);
    assert.equal(response.status, 503);
    assert.ok(response.headers.has('retry-after'));
  });
});
