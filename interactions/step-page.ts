/** The page of the step reached: what the step draws, with errors, notes and the hidden fields of its form. */
import type { Context } from 'koa';
import type { Refusal } from '../src/commands/deps.ts';
import type { PageError } from '../src/domain/login.ts';
import { pageOf } from '../src/domain/login-page.ts';
import type { OpenInteraction } from '../src/provider/interaction.ts';
import type { TextArgs, Translator } from '../src/web/catalog.ts';
import { formToken } from '../src/web/csrf.ts';
import { formatDate, formatTime } from '../src/web/format.ts';
import { allowFormAction } from '../src/web/headers.ts';
import { strong } from '../src/web/html.ts';
import type { Pages } from '../src/web/pages.ts';
import type { Note } from './cookies.ts';
import type { LoginKey } from './pages.ts';
import { interactionPath } from './paths.ts';
import type { StepForm, StepRequest, Wording } from './steps/step.ts';

/** A step with the request it is shown to, and what is said on it. */
export interface ShownStep {
  readonly form: StepForm;
  readonly request: StepRequest;
  /** HTTP status and messages of a post that was not accepted. */
  readonly refusal?: Omit<Refusal, 'status'> & { readonly status: number };
  /** The serial as typed: it comes back, secrets never do. @source ux 1.0.7 */
  readonly typed?: string | undefined;
  readonly note?: Note | undefined;
}

/** No error: the SMS is on its way, and the person only has to wait. */
const NOTICES: readonly string[] = ['one_time_code.note.wait'];
/** The one refusal of the password, and its advice: the same for everybody. @source ux 1.0.2 */
const REFUSED = 'password.error.refused';
const CHECKS = [1, 2, 3, 4] as const;

/** Shows the page; its form may end at the client. */
export async function showStep(
  pages: Pages<LoginKey>,
  ctx: Context,
  shown: ShownStep,
): Promise<void> {
  const { form, request, refusal } = shown;
  const { open, context } = request;
  const t = pages.translatorOf(ctx);
  const said = (refusal?.errors ?? []).filter(({ key }) => !NOTICES.includes(key));
  const view = await form.draw(request, wordingOf(open, t), { errors: refusal?.errors ?? [] });
  const errors =
    view.hasField === false ? said.map(({ key, args }) => withoutField(key, args, t)) : said;
  const page = pageOf(context.attempt, context.now);
  allowFormAction(ctx, open.redirectOrigin);
  if (refusal?.retryAfter !== undefined) ctx.set('Retry-After', String(refusal.retryAfter));
  pages.show(ctx, {
    view: view.view,
    title: view.title,
    status: refusal?.status ?? 200,
    hasErrors: errors.length > 0,
    data: {
      service: wordingOf(open, t).service,
      action: interactionPath(open.uid),
      page,
      token: formToken(open.formSecret, page),
      typed: shown.typed,
      summary: summaryOf(errors, form, t),
      fieldErrors: Object.fromEntries(
        errors.flatMap((error) =>
          error.field === undefined ? [] : [[error.field, textOf(error, t)]],
        ),
      ),
      ...view.data,
      notices: [...ownNotices(shown, t), ...noticesIn(view.data)],
    },
  });
}

function wordingOf({ clientName }: OpenInteraction, t: Translator<LoginKey>): Wording {
  const serviceName = clientName[t.language];
  const isForeign = t.language === 'en' && !clientName.isTranslated;
  return { t, serviceName, service: isForeign ? strong(serviceName, 'it') : strong(serviceName) };
}

/** Errors of no field, and on pages with several fields all of them. @source ux 1.0.6 */
function summaryOf(
  errors: readonly PageError[],
  form: StepForm,
  t: Translator<LoginKey>,
): object | undefined {
  const [first] = errors;
  if (!first || !(form.hasSummary || first.field === undefined)) return undefined;
  if (first.key === REFUSED)
    return {
      heading: t(REFUSED),
      errors: [],
      checks: CHECKS.map((n) => t(`${REFUSED}.check${n}`)),
    };
  if (first.field === undefined) return { heading: textOf(first, t), errors: [] };
  const linked = errors.map((error) => ({ field: error.field, text: textOf(error, t) }));
  return { heading: t('kit.errors'), errors: linked };
}

interface Notice {
  readonly kind: 'info' | 'warning';
  readonly text: string;
}

function ownNotices({ note, refusal, request }: ShownStep, t: Translator<LoginKey>): Notice[] {
  const texts = (refusal?.errors ?? [])
    .filter(({ key }) => NOTICES.includes(key))
    .map((error) => textOf(error, t));
  if (note !== undefined) texts.push(t(`common.note.${note}`));
  // Only the page that follows the first access has it: the ones before do not know the fact yet.
  if (request.context.attempt.firstAccessAt !== undefined && !refusal)
    texts.push(t('new_password.note.saved'));
  return texts.map((text) => ({ kind: 'info', text }));
}

/** Where no field is shown, the message stands alone and names the one button. */
function withoutField(key: string, args: PageError['args'], t: Translator<LoginKey>): PageError {
  return { key, args: { button: t('one_time_code.button.new_code'), ...args } };
}

function noticesIn(data: Readonly<Record<string, unknown>> | undefined): Notice[] {
  // only steps of ours write this field, each as notices
  return (data?.['notices'] as Notice[] | undefined) ?? [];
}

/** Commands name texts by their keys; a key without text is a bug that the tests find. */
function textOf({ key, args }: PageError, t: Translator<LoginKey>): string {
  return t(key as LoginKey, readable(args, t.language));
}

/** `time` and `date` arrive as instants. */
function readable(args: PageError['args'], language: 'it' | 'en'): TextArgs {
  const shown: Record<string, string | number> = { ...args };
  if (typeof shown['time'] === 'number') shown['time'] = formatTime(language, shown['time']);
  if (typeof shown['date'] === 'number') shown['date'] = formatDate(language, shown['date']);
  return shown;
}
