/** Whether the process lives, and whether it can work. @source design 9 */
import type { Middleware } from 'koa';
import { RETRY_AFTER_S } from '../../config/limits.ts';

/**
 * Answers `/health/live` (200 as long as the event loop turns) and `/health/ready` (200 when
 * `ready` resolves, else 503 with Retry-After). JSON `{ status }`.
 */
export function answerHealth(ready: () => Promise<void>): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/health/live' && ctx.path !== '/health/ready') {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    const isWell = ctx.path === '/health/live' || (await resolves(ready));
    ctx.status = isWell ? 200 : 503;
    if (!isWell) ctx.set('Retry-After', String(RETRY_AFTER_S));
    ctx.body = { status: isWell ? 'ok' : 'unavailable' };
  };
}

async function resolves(check: () => Promise<void>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}
