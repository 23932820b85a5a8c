/** An application on a free port, closed after the test. */
import type Koa from 'koa';
import { type Listening, listen } from '../../src/web/listen.ts';

/** Listens on loopback; `await using` closes it. */
export async function serve(app: Pick<Koa, 'callback'>): Promise<Listening & AsyncDisposable> {
  const listening = await listen(app.callback(), { host: '127.0.0.1', port: 0, drainS: 1 });
  return { ...listening, [Symbol.asyncDispose]: () => listening.close() };
}
