/** Serves the signed status lists: `GET /status-lists/<epoch>`. */
import type { Middleware } from 'koa';
import { STATUS_TTL_S } from '../../config/limits.ts';
import type { StatusListPublisher } from './status-list-publisher.ts';

export function serveStatusLists(publisher: StatusListPublisher): Middleware {
  return async (ctx, next) => {
    const epoch = /^\/status-lists\/(\d{1,12})$/.exec(ctx.path)?.[1];
    if (epoch === undefined || (ctx.method !== 'GET' && ctx.method !== 'HEAD'))
      return next() as Promise<void>;
    const list = await publisher.serve(Number(epoch), Date.now());
    if (list === undefined) return next() as Promise<void>;
    ctx.type = 'application/statuslist+jwt';
    ctx.set('Cache-Control', `max-age=${STATUS_TTL_S}`);
    ctx.set('Access-Control-Allow-Origin', '*');
    ctx.body = list;
  };
}
