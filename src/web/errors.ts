/** The edge where errors become answers: the only place that does it. */
import { randomInt } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { type ErrorCode, GassError } from '../domain/errors.ts';
import { factsOf } from './facts.ts';
import type { Log } from './log.ts';

/** An error as the world may see it. */
export interface Failure {
  readonly status: number;
  readonly code: ErrorCode;
  /** Seconds. */
  readonly retryAfter?: number;
  /** The number a person tells to support; only when the fault is ours. */
  readonly reference?: string;
}

/** How a failure is shown: a page for browsers, a body for programs. */
export interface FailureRenderers {
  /** Renders a page into ctx (status is already set). */
  readonly page?: (ctx: Context, failure: Failure) => void | Promise<void>;
  /** JSON body; default `{ error, reference? }`. May set the content type on ctx. */
  readonly body?: (ctx: Context, failure: Failure) => object;
}

/**
 * Answers every error: a GassError by its status, with `Retry-After`; koa's own by theirs; anything
 * else is a bug: 500 with a reference number that stands in the log too. A route that nobody
 * answered is `not_found`.
 */
export function handleErrors(log: Log, renderers: FailureRenderers = {}): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body == null && ctx.respond !== false && !ctx.headerSent)
        throw new GassError('not_found', { status: 404 });
      if (ctx.status === 405 && ctx.body == null)
        throw new GassError('bad_request', { status: 405 });
    } catch (error) {
      await answer(ctx, noteFailure(ctx, log, error), renderers, log);
    }
  };
}

/**
 * What may be told of an error; writes the rest into the log. For handlers that show their own
 * page instead of the edge's.
 */
export function noteFailure(ctx: Context, log: Log, error: unknown): Failure {
  const known = asKnown(error);
  const facts = factsOf(ctx);
  if (known) {
    facts.errorCode = known.code;
    if (known.detail !== undefined) facts.errorDetail = known.detail;
    if (known.status >= 500)
      log.error({ requestId: facts.requestId, ...described(error) }, 'unavailable');
    return {
      status: known.status,
      code: known.code,
      ...(known.retryAfter === undefined ? {} : { retryAfter: known.retryAfter }),
    };
  }
  const reference = `${randomInt(1000, 10_000)}-${randomInt(1000, 10_000)}`;
  facts.errorCode = 'broken';
  facts.reference = reference;
  log.error({ requestId: facts.requestId, reference, ...described(error) }, 'broken');
  return { status: 500, code: 'broken', reference };
}

/** Whether the caller reads pages: browsers name text/html, programs say everything or JSON. */
function prefersPage(ctx: Context): boolean {
  return ctx.accepts(['application/json', 'text/html']) === 'text/html';
}

async function answer(
  ctx: Context,
  failure: Failure,
  renderers: FailureRenderers,
  log: Log,
): Promise<void> {
  if (ctx.headerSent || !ctx.writable) {
    ctx.res.destroy();
    return;
  }
  ctx.status = failure.status;
  ctx.set('Cache-Control', 'no-store');
  if (failure.retryAfter !== undefined) ctx.set('Retry-After', String(failure.retryAfter));
  try {
    if (renderers.page && prefersPage(ctx)) await renderers.page(ctx, failure);
    else ctx.body = renderers.body?.(ctx, failure) ?? jsonBody(failure);
  } catch (error) {
    log.error(described(error), 'page of an error is broken');
    ctx.body = jsonBody(failure);
  }
  ctx.status = failure.status; // setting a body may have changed it
}

function jsonBody(failure: Failure): object {
  return {
    error: failure.code,
    ...(failure.reference === undefined ? {} : { reference: failure.reference }),
  };
}

/** GassErrors as they are; http-errors of koa and its middleware by their status, when it blames the caller. */
function asKnown(error: unknown): GassError | undefined {
  if (error instanceof GassError) return error;
  if (!(error instanceof Error) || !('expose' in error) || error.expose !== true) return undefined;
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 500;
  if (status < 400 || status > 499) return undefined;
  const code = status === 404 ? 'not_found' : status === 413 ? 'too_large' : 'bad_request';
  return new GassError(code, { status, detail: error.name, cause: error });
}

/** Name, sentence and lines of code: errors of ours carry no secret (style guide 14). */
function described(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { thrown: typeof error };
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  const detail = error instanceof GassError ? { detail: error.detail } : {};
  return { name: error.name, message: error.message, stack: error.stack, ...cause, ...detail };
}
