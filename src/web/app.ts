/** An application with everything that all of ours have in common; routes are added by the caller. */
import Koa, { type Middleware } from 'koa';
import { readClientAddress } from './client-address.ts';
import { type FailureRenderers, handleErrors } from './errors.ts';
import { setHeaders } from './headers.ts';
import { answerHealth } from './health.ts';
import { type Log, logRequests } from './log.ts';

export interface WebAppOptions {
  readonly log: Log;
  readonly trustedProxies: readonly string[];
  /** Whether people reach it over https: HSTS. */
  readonly isHttps: boolean;
  /** Resolves when the process can work: for `/health/ready`. */
  readonly ready: () => Promise<void>;
  /** Pages or bodies of errors; default JSON. */
  readonly failures?: FailureRenderers;
  /** `createMetrics(name).middleware`. */
  readonly metrics?: Middleware;
}

/** Lays the common middleware in its order; `app.use(...)` what is your own, then `listen(app.callback(), ...)`. */
export function createWebApp(options: WebAppOptions): Koa {
  const app = new Koa();
  app.on('error', (error: unknown) => {
    // only what breaks after the headers were sent, such as a reader who went away
    options.log.warn(
      { name: error instanceof Error ? error.name : typeof error },
      'answer broken off',
    );
  });
  app.use(readClientAddress(options.trustedProxies));
  app.use(logRequests(options.log));
  if (options.metrics) app.use(options.metrics);
  app.use(setHeaders({ isHttps: options.isHttps }));
  app.use(handleErrors(options.log, options.failures));
  app.use(answerHealth(options.ready));
  return app;
}
