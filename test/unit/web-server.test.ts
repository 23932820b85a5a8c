import assert from 'node:assert/strict';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import Koa from 'koa';
import { listen } from '../../src/web/listen.ts';
import { createMetrics, serveMetrics } from '../../src/web/metrics.ts';

const HOST = '127.0.0.1';

function ask(url: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response));
    }).once('error', reject);
  });
}

describe('a server that stops', () => {
  it('finishes the answer under way, says that the connection ends, and takes no new one', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let entered = (): void => undefined;
    const isInside = new Promise<void>((resolve) => (entered = resolve));
    const app = new Koa();
    app.use(async (ctx) => {
      if (ctx.path === '/slow') {
        entered();
        await held;
      }
      ctx.body = 'done';
    });
    const server = await listen(app.callback(), { host: HOST, port: 0, drainS: 5 });
    const agent = new Agent({ keepAlive: true });
    await ask(`${server.url}/quick`, agent);
    const slow = ask(`${server.url}/slow`, agent);
    await isInside;
    const closed = server.close();
    release();
    const answer = await slow;
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers.connection, 'close');
    await closed;
    await assert.rejects(ask(`${server.url}/quick`, agent));
    agent.destroy();
  });

  it('cuts what does not finish in time', async () => {
    const app = new Koa();
    app.silent = true;
    let entered = (): void => undefined;
    const isInside = new Promise<void>((resolve) => (entered = resolve));
    app.use(() => {
      entered();
      return new Promise(() => undefined);
    });
    const server = await listen(app.callback(), { host: HOST, port: 0, drainS: 0.05 });
    const answer = assert.rejects(fetch(server.url));
    await isInside;
    await Promise.all([server.close(), server.close(), answer]);
  });

  it('says when its port is taken', async () => {
    const first = await listen(() => undefined, { host: HOST, port: 0 });
    await assert.rejects(
      listen(() => undefined, { host: HOST, port: first.port }),
      /EADDRINUSE/,
    );
    await first.close();
  });
});

describe('a request that cannot be read', () => {
  it('is told why, in JSON', async () => {
    const server = await listen(new Koa().callback(), { host: HOST, port: 0, drainS: 1 });
    for (const [sent, status, error] of [
      [`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'too_large'],
      ['\u0000\u0001\r\n\r\n', 400, 'bad_request'],
    ] as const) {
      const socket = connect(server.port, HOST);
      socket.write(sent);
      const chunks: Buffer[] = [];
      for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
      const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
      assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
      assert.equal((JSON.parse(body) as { error: string }).error, error);
    }
    await server.close();
  });
});

describe('metrics', () => {
  it('count requests by method and status, on a port of their own', async () => {
    const metrics = createMetrics('test');
    const app = new Koa();
    app.use(metrics.middleware);
    app.use((ctx) => {
      ctx.status = 204;
    });
    const server = await listen(app.callback(), { host: HOST, port: 0 });
    await fetch(server.url);
    const served = await serveMetrics(metrics.registry, 10_000 + (server.port % 20_000));
    assert.ok(served);
    const text = await (await fetch(`${served.url}/metrics`)).text();
    const count = /^gass_http_request_seconds_count\{(.*)\} 1$/m.exec(text)?.[1]?.split(',').sort();
    assert.deepEqual(count, ['method="GET"', 'process="test"', 'status="204"']);
    assert.equal(await serveMetrics(metrics.registry, 60_000), undefined);
    await Promise.all([served.close(), server.close()]);
  });
});
