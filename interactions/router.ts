/**
 * GET and POST of `/interaction/:uid`: one address, one step.
 *
 * GET shows the step reached and changes nothing. POST answers it (answer.ts): good 303 to the same
 * address, refused 422, slow down 429, malformed 400, 413 or 415, expired 410, no cookie 400, busy or
 * down 503. @source ux 1.0
 */
import Router from '@koa/router';
import type { Context } from 'koa';
import { withFirstCode } from '../src/commands/first-code.ts';
import { settledAttempt } from '../src/commands/settle-choice.ts';
import { factsOf } from '../src/web/facts.ts';
import { answerStep } from './answer.ts';
import { deviceCookieOf, takeNote } from './cookies.ts';
import { isEnded, showEnd } from './ends.ts';
import type { InteractionDeps, Visit } from './visit.ts';
import { showStep } from './step-page.ts';
import { formOf } from './steps/forms.ts';
import { stopInteraction } from './stops.ts';

/** Routes of the login; mount them before oidc-provider. */
export function createInteractionRouter(deps: InteractionDeps): Router {
  const router = new Router();
  router.get('/interaction/:uid', (ctx) => visit(deps, ctx, showPage));
  router.post('/interaction/:uid', (ctx) => visit(deps, ctx, answerStep));
  return router;
}

async function visit(
  deps: InteractionDeps,
  ctx: Context,
  work: (deps: InteractionDeps, ctx: Context, visited: Visit) => Promise<void>,
): Promise<void> {
  const uid = ctx.path.slice(ctx.path.lastIndexOf('/') + 1);
  try {
    await work(deps, ctx, await openVisit(deps, ctx, uid));
  } catch (error) {
    await stopInteraction(deps, ctx, { uid, error });
  }
}

async function openVisit(deps: InteractionDeps, ctx: Context, uid: string): Promise<Visit> {
  const open = await deps.door.open(ctx, uid);
  const now = Date.now();
  const attempt = await settledAttempt(deps.commands, open.attempt, now);
  if (attempt.accountId !== undefined) factsOf(ctx).accountId = attempt.accountId;
  const deviceCookie = deviceCookieOf(ctx, deps.issuer.startsWith('https:'));
  const visitor = { address: ctx.ip, ...(deviceCookie === undefined ? {} : { deviceCookie }) };
  return { open, context: { attempt, visitor, now } };
}

async function showPage(deps: InteractionDeps, ctx: Context, visited: Visit): Promise<void> {
  const { now } = visited.context;
  const attempt = await withFirstCode(deps.commands, visited.context.attempt, now);
  const reached = { ...visited, context: { ...visited.context, attempt } };
  if (isEnded(attempt, now)) return showEnd(deps, ctx, reached);
  const note = takeNote(ctx, visited.open.uid);
  const request = { ...reached, commands: deps.commands };
  return showStep(deps.pages.pages, ctx, { form: formOf(attempt, now), request, note });
}
