/** Errors of an interaction as its citizen sees them: always a page, whatever the Accept header says. */
import type { Context } from 'koa';
import { InteractionOverError } from '../src/provider/interaction.ts';
import { stepOf } from '../src/domain/login.ts';
import { noteFailure } from '../src/web/errors.ts';
import type { InteractionDeps } from './visit.ts';

/**
 * Shows the stop page of an error. A POST to a login that ended already goes on to the client (303):
 * it is the second press on the last button.
 */
export async function stopInteraction(
  deps: InteractionDeps,
  ctx: Context,
  { uid, error }: { readonly uid: string; readonly error: unknown },
): Promise<void> {
  const clientUri = error instanceof InteractionOverError ? error.clientUri : undefined;
  if (clientUri !== undefined && ctx.method === 'POST' && (await hasEnded(deps, uid))) {
    ctx.status = 303;
    ctx.set('Location', clientUri);
    ctx.set('Cache-Control', 'no-store');
    return;
  }
  const failure = noteFailure(ctx, deps.log, error);
  deps.pages.stop(ctx, failure, clientUri === undefined ? undefined : { href: clientUri });
}

async function hasEnded({ commands }: InteractionDeps, uid: string): Promise<boolean> {
  const attempt = await commands.stores.attempts.get(uid);
  return attempt !== undefined && ['completed', 'refused'].includes(stepOf(attempt, Date.now()));
}
