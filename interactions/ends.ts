/** How a login ends: towards the client, or on a page that says why not. */
import type { Context } from 'koa';
import { TOO_MANY_WAIT_S } from '../config/limits.ts';
import { lastSentAt } from '../src/domain/challenge.ts';
import { type LoginAttempt, stepOf } from '../src/domain/login.ts';
import { pageOf } from '../src/domain/login-page.ts';
import { formToken } from '../src/web/csrf.ts';
import { factsOf } from '../src/web/facts.ts';
import { allowFormAction } from '../src/web/headers.ts';
import { interactionPath } from './paths.ts';
import type { InteractionDeps, Visit } from './visit.ts';

/** Whether no step is left. */
export function isEnded(attempt: LoginAttempt, now: number): boolean {
  return ['completed', 'refused', 'expired'].includes(stepOf(attempt, now));
}

/**
 * Ends the interaction: completed and cancelled logins go to the client (303); an expired one, or one
 * stopped for too many codes or a closed account, shows its page first, whose button (`mayLeave`)
 * goes there. Repeating is safe.
 */
export async function showEnd(
  deps: InteractionDeps,
  ctx: Context,
  { open, context }: Visit,
  { mayLeave = false }: { readonly mayLeave?: boolean } = {},
): Promise<void> {
  const { attempt, now } = context;
  const step = stepOf(attempt, now);
  ctx.set('Cache-Control', 'no-store');
  if (step === 'completed') return deps.door.complete(ctx, open, attempt);
  if (step !== 'refused') {
    factsOf(ctx).errorCode = 'expired';
    deps.pages.stop(ctx, { status: 410, code: 'expired' }, { href: open.clientUri });
    return;
  }
  const isTold = attempt.refusedAs === 'too_many_codes' || attempt.refusedAs === 'account_closed';
  if (!isTold || mayLeave) return deps.door.refuse(ctx, open, attempt);
  factsOf(ctx).errorCode = 'too_many';
  allowFormAction(ctx, open.redirectOrigin);
  const page = pageOf(attempt, now);
  const token = formToken(open.formSecret, page);
  deps.pages.stop(
    ctx,
    { status: 429, code: 'too_many', retryAfter: waitOf(attempt, now) },
    { action: interactionPath(open.uid), hidden: { page, token, action: 'cancel' } },
  );
}

/** Seconds until the budget of SMS is whole again; the same page for every cause. */
function waitOf({ challenge }: LoginAttempt, now: number): number {
  const passed = challenge ? Math.floor((now - lastSentAt(challenge)) / 1000) : 0;
  return passed < TOO_MANY_WAIT_S ? TOO_MANY_WAIT_S - passed : TOO_MANY_WAIT_S;
}
