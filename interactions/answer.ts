/** A POST to an interaction: judged by its step, never twice, and answered as `ux.md` 1.0.2 to 1.0.4 say. */
import type { Context } from 'koa';
import type { StepResult } from '../src/commands/deps.ts';
import { cancelLogin } from '../src/commands/refuse-login.ts';
import { rememberDevice } from '../src/commands/remember-device.ts';
import { OverloadedError } from '../src/domain/errors.ts';
import { stepOf } from '../src/domain/login.ts';
import { StepNotAllowedError } from '../src/domain/login-events.ts';
import { pageOf } from '../src/domain/login-page.ts';
import { requireOwnForm } from '../src/web/csrf.ts';
import { noteFailure } from '../src/web/errors.ts';
import { FormError, type FormFields, readForm } from '../src/web/forms.ts';
import { leaveNote, setDeviceCookie } from './cookies.ts';
import { isEnded, showEnd } from './ends.ts';
import { interactionPath } from './paths.ts';
import { type ShownStep, showStep } from './step-page.ts';
import { formOf } from './steps/forms.ts';
import type { InteractionDeps, Visit } from './visit.ts';

/** Answers the POST. A form that cannot be read is shown again: nothing was done. */
export async function answerStep(deps: InteractionDeps, ctx: Context, visit: Visit): Promise<void> {
  let fields: FormFields;
  try {
    fields = await readForm(ctx);
  } catch (error) {
    if (!(error instanceof FormError) || isEnded(visit.context.attempt, visit.context.now))
      throw error;
    noteFailure(ctx, deps.log, error);
    const key = error.status === 413 ? 'common.error.too_large' : 'common.error.malformed';
    return again(deps, ctx, visit, { refusal: { status: error.status, errors: [{ key }] } });
  }
  const page = fields.get('page');
  const token = fields.get('token');
  const proof = { origin: deps.issuer, secret: visit.open.formSecret, purpose: page ?? '', token };
  requireOwnForm(ctx, proof);
  return judge(deps, ctx, { ...visit, context: { ...visit.context, page } }, fields);
}

async function judge(
  deps: InteractionDeps,
  ctx: Context,
  visit: Visit,
  fields: FormFields,
): Promise<void> {
  const { context } = visit;
  const { attempt, now } = context;
  const isCancel = fields.get('action') === 'cancel';
  if (isEnded(attempt, now)) return showEnd(deps, ctx, visit, { mayLeave: isCancel });
  if (isCancel) {
    const { attempt: ended } = await cancelLogin(deps.commands, context);
    return showEnd(
      deps,
      ctx,
      { ...visit, context: { ...context, attempt: ended } },
      { mayLeave: true },
    );
  }
  const form = formOf(attempt, now);
  const isThisPage = context.page === pageOf(attempt, now);
  if (!form.accepts(fields, isThisPage)) {
    goOn(ctx, visit, { isRepeat: context.page !== undefined });
    return;
  }
  try {
    const result = await form.submit({ ...visit, commands: deps.commands }, fields);
    await reply(deps, ctx, { visit, result, fields });
  } catch (error) {
    if (error instanceof StepNotAllowedError) {
      goOn(ctx, visit, { isRepeat: true });
      return;
    }
    if (!(error instanceof OverloadedError)) throw error;
    const { status, retryAfter = 1 } = noteFailure(ctx, deps.log, error);
    const refusal = { status, retryAfter, errors: [{ key: 'common.error.busy' }] };
    return again(deps, ctx, visit, { refusal, typed: fields.get('card_serial') });
  }
}

async function reply(
  deps: InteractionDeps,
  ctx: Context,
  done: { readonly visit: Visit; readonly result: StepResult; readonly fields: FormFields },
): Promise<void> {
  const { visit, result, fields } = done;
  const { now } = visit.context;
  const reached = { ...visit, context: { ...visit.context, attempt: result.attempt } };
  await remember(deps, ctx, visit, result);
  if (isEnded(result.attempt, now)) return showEnd(deps, ctx, reached);
  const isSameStep = stepOf(result.attempt, now) === stepOf(visit.context.attempt, now);
  if (result.refusal && isSameStep)
    return again(deps, ctx, reached, { refusal: result.refusal, typed: fields.get('card_serial') });
  goOn(ctx, reached, { isRepeat: result.isRepeat === true });
}

/** After the code the login is whole: the browser is known from now on. */
async function remember(
  deps: InteractionDeps,
  ctx: Context,
  visit: Visit,
  result: StepResult,
): Promise<void> {
  const { attempt, now, visitor } = visit.context;
  const { accountId, secondFactorAt } = result.attempt;
  const wasCode = stepOf(attempt, now) === 'one_time_code' && result.isRepeat !== true;
  const after = stepOf(result.attempt, now);
  if (!wasCode || accountId === undefined || secondFactorAt === undefined) return;
  if (after === 'one_time_code' || after === 'refused') return;
  const cookie = await rememberDevice(deps.commands, { visitor, accountId, now });
  setDeviceCookie(ctx, cookie, deps.issuer.startsWith('https:'));
}

/** The page of the step again, with what was wrong. */
function again(
  deps: InteractionDeps,
  ctx: Context,
  visit: Visit,
  shown: Pick<ShownStep, 'refusal' | 'typed'>,
): Promise<void> {
  const { attempt, now } = visit.context;
  const request = { ...visit, commands: deps.commands };
  return showStep(deps.pages.pages, ctx, { form: formOf(attempt, now), request, ...shown });
}

/** 303 to the same address, which shows the step reached; a repeat is told why nothing was done. */
function goOn(
  ctx: Context,
  { open, context }: Visit,
  { isRepeat }: { readonly isRepeat: boolean },
): void {
  const [step] = context.page?.split('.') ?? [];
  const isElsewhere = step !== stepOf(context.attempt, context.now);
  if (isRepeat && step !== undefined)
    leaveNote(ctx, open.uid, isElsewhere ? 'elsewhere' : 'already_sent');
  ctx.status = 303;
  ctx.set('Location', interactionPath(open.uid));
  ctx.set('Cache-Control', 'no-store');
}
