/** The log: allow-listed fields only. Never bodies, headers, queries, names, codes or numbers. */
import { randomUUID } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { type DestinationStream, type Logger, pino } from 'pino';
import { factsOf } from './facts.ts';

export type Log = Logger;

/** One logger a process; JSON lines to stdout unless a destination is given. */
export function createLog(options: {
  readonly process: string;
  /** pino's words: `debug`, `info`, `warn`, `error`, `silent`; default `info`. */
  readonly level?: string;
  readonly destination?: DestinationStream;
}): Log {
  const settings = {
    level: options.level ?? 'info',
    base: { process: options.process },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/** Writes one line a request when its answer is made; names the request in `X-Request-Id`. */
export function logRequests(log: Log): Middleware {
  return async (ctx, next) => {
    const begun = performance.now();
    const facts = factsOf(ctx);
    facts.requestId = randomUUID();
    ctx.set('X-Request-Id', facts.requestId);
    try {
      await next();
    } finally {
      log[levelOf(ctx)](lineOf(ctx, performance.now() - begun), 'request');
    }
  };
}

/** A path as the log may keep it: no query, long or telling segments cut. */
export function loggedPath(path: string): string {
  return path.slice(0, 512).split('/').slice(0, 12).map(loggedSegment).join('/');
}

function lineOf(ctx: Context, ms: number): Record<string, unknown> {
  const facts = factsOf(ctx);
  return {
    method: ctx.method.slice(0, 10),
    path: loggedPath(ctx.path),
    status: ctx.status,
    ms: Math.round(ms * 10) / 10,
    requestId: facts.requestId,
    accountId: facts.accountId,
    error: facts.errorCode,
    detail: facts.errorDetail,
    reference: facts.reference,
  };
}

function levelOf(ctx: Context): 'debug' | 'info' {
  return ctx.path.startsWith('/assets/') || ctx.path.startsWith('/health/') ? 'debug' : 'info';
}

/** Serials, fiscal codes, telephone numbers and interaction ids may stand in a path. */
function loggedSegment(segment: string): string {
  if (/^[a-z]*(?:[-_.][a-z]+)*$/.test(segment)) return segment;
  if (/^[\w~:-]{16,}$/.test(segment) && !/^[A-Za-z]{6}\d/.test(segment))
    return `${segment.slice(0, 6)}…`;
  return /^[\w.~:-]{1,15}$/.test(segment) && !/\d{5}/.test(segment) ? segment : '…';
}
