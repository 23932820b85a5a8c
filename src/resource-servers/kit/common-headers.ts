/** Headers of every answer of a resource server, and the answer to browsers that ask first. @source resource-servers 1.1, 1.2 */
import type { Middleware } from 'koa';
import { URL_LENGTH } from '../../../config/limits.ts';
import { factsOf } from '../../web/facts.ts';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Whether an address is longer than we read. */
export function isTooLong(url: string): boolean {
  return url.length > URL_LENGTH;
}

/**
 * Takes the caller's `X-Request-Id` when it is a plain word, so that both logs name the same
 * request; nothing is cached anywhere; scripts of every origin may ask, without credentials.
 */
export function nameRequest(): Middleware {
  return async (ctx, next) => {
    const given = ctx.get('X-Request-Id');
    if (REQUEST_ID.test(given)) {
      factsOf(ctx).requestId = given;
      ctx.set('X-Request-Id', given);
    }
    ctx.set({
      'Cache-Control': 'no-store',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers':
        'ETag, Location, WWW-Authenticate, X-Request-Id, Retry-After',
    });
    await next();
  };
}

/** Answers OPTIONS for every path. */
export function answerPreflight(): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'OPTIONS') {
      await next();
      return;
    }
    ctx.set({
      'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
      'Access-Control-Allow-Headers':
        'Accept, Accept-Language, Authorization, Content-Type, DPoP, Idempotency-Key, If-Match, If-None-Exist, Prefer, X-Request-Id',
      'Access-Control-Max-Age': '600',
    });
    ctx.status = 204;
  };
}
