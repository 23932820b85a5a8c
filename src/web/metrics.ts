/** Numbers for Prometheus, on a port of their own that only this machine reaches. @source design 9 */
import Koa, { type Middleware } from 'koa';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { METRICS_PORT_OFFSET } from '../../config/limits.ts';
import { type Listening, listen } from './listen.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export interface Metrics {
  /** For counters of your own: `new Counter({ registers: [metrics.registry], ... })`. */
  readonly registry: Registry;
  /** Measures every request: `gass_http_request_seconds{method,status}`. */
  readonly middleware: Middleware;
}

/** The registry of one process; every series carries the label `process`. */
export function createMetrics(processName: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process: processName });
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'gass_http_request_seconds',
    help: 'Time to answer a request, by method and status',
    labelNames: ['method', 'status'],
    registers: [registry],
  });
  return {
    registry,
    middleware: async (ctx, next) => {
      const begun = performance.now();
      try {
        await next();
      } finally {
        const method = METHODS.has(ctx.method) ? ctx.method : 'other';
        seconds.observe({ method, status: ctx.status }, (performance.now() - begun) / 1000);
      }
    },
  };
}

/** Serves `/metrics` on 127.0.0.1, port of the process + 6000; undefined when there is no such port. */
export async function serveMetrics(
  registry: Registry,
  processPort: number,
): Promise<Listening | undefined> {
  const port = processPort + METRICS_PORT_OFFSET;
  if (port > 65_535) return undefined;
  const app = new Koa();
  app.use(async (ctx) => {
    if (ctx.path !== '/metrics') return;
    ctx.type = registry.contentType;
    ctx.body = await registry.metrics();
  });
  return listen(app.callback(), { host: '127.0.0.1', port });
}
