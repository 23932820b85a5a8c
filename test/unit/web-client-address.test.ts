import assert from 'node:assert/strict';
import Koa from 'koa';
import { readClientAddress } from '../../src/web/client-address.ts';
import { serve } from '../support/serve.ts';

interface Seen {
  readonly ip: string;
  readonly secure: boolean;
  readonly protocol: string;
  readonly headers: Record<string, string>;
}

async function seenWith(
  proxies: readonly string[],
  headers: Record<string, string>,
): Promise<Seen> {
  const app = new Koa();
  app.use(readClientAddress(proxies));
  app.use((ctx) => {
    ctx.body = { ip: ctx.ip, secure: ctx.secure, protocol: ctx.protocol, headers: ctx.req.headers };
  });
  await using server = await serve(app);
  return (await (await fetch(server.url, { headers })).json()) as Seen;
}

describe('the address of a client', () => {
  it('is the peer, whatever headers say, without trusted proxies', async () => {
    const seen = await seenWith([], {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'https',
      forwarded: 'for=1.2.3.4',
    });
    assert.equal(seen.ip, '127.0.0.1');
    assert.equal(seen.secure, false);
    for (const name of Object.keys(seen.headers)) assert.ok(!name.includes('forwarded'), name);
  });

  it('is the nearest hop that is no proxy of ours', async () => {
    const chain = '198.51.100.1, 203.0.113.9, 10.1.2.3';
    const seen = await seenWith(['127.0.0.1', '10.0.0.0/8'], {
      'x-forwarded-for': chain,
      'x-forwarded-proto': 'http, https',
    });
    assert.equal(seen.ip, '203.0.113.9');
    assert.equal(seen.secure, true);
    assert.equal(seen.protocol, 'https');
    assert.equal(seen.headers['x-forwarded-for'], '203.0.113.9');
  });

  it('writes an IPv4 address in an IPv6 coat as IPv4, and takes IPv6 blocks', async () => {
    const proxies = ['127.0.0.1', '2001:db8::/32'];
    assert.equal(
      (await seenWith(proxies, { 'x-forwarded-for': '::ffff:203.0.113.9' })).ip,
      '203.0.113.9',
    );
    assert.equal(
      (await seenWith(proxies, { 'x-forwarded-for': '203.0.113.9, 2001:db8::7' })).ip,
      '203.0.113.9',
    );
  });

  it('stops at what is no address', async () => {
    const seen = await seenWith(['127.0.0.1'], {
      'x-forwarded-for': 'unknown, <script>',
      'x-forwarded-proto': 'gopher',
    });
    assert.equal(seen.ip, '127.0.0.1');
    assert.equal(seen.protocol, 'http');
  });
});
