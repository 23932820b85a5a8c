/**
 * Hiding a document and showing it again: a page that says what it does, then the act, at once.
 * Only the patient may. @source DM 7 Sept 2023 art. 9; resource-servers 1.6, 2
 */
import type { Context } from 'koa';
import type { PortalDeps } from './deps.ts';
import { readOwnForm, redirect } from './login-routes.ts';
import { CHANGES, type ChangeWord, documentId } from './report-page.ts';
import { viewReport } from './report-view.ts';
import type { DocumentList } from './report.ts';
import { paramOf, requirePatient, requireSection } from './section-visit.ts';
import { sectionPath } from './sections.ts';
import type { LiveSession } from './sessions.ts';

/** What one page is about. */
export interface Change {
  readonly list: DocumentList;
  readonly word: ChangeWord;
}

/** GET `/per/me/{list}/:id/{word}`. */
export async function askToHide(deps: PortalDeps, ctx: Context, change: Change): Promise<void> {
  await showQuestion(deps, ctx, requireOwner(ctx, change), change);
}

/** POST to the same address: 303 to the document; 422 with the reason on the same page. */
export async function hide(deps: PortalDeps, ctx: Context, change: Change): Promise<void> {
  const session = requireOwner(ctx, change);
  await readOwnForm(deps, ctx);
  const id = documentId(ctx);
  const { mark, hides } = CHANGES[change.word];
  const language = deps.pages.languageOf(ctx);
  const covered = await deps.fse.changeMark(session, { id, mark, hides, language });
  if (typeof covered !== 'number') {
    await showQuestion(deps, ctx, session, { ...change, refusal: covered.sentence });
    return;
  }
  const others = covered > 1 ? `&others=${covered - 1}` : '';
  const done = hides ? 'hidden' : 'shown';
  redirect(ctx, `${sectionPath(session.acting.id, change.list)}/${id}?done=${done}${others}`);
}

function requireOwner(ctx: Context, { list }: Change): LiveSession {
  const session = requireSection(ctx, paramOf(ctx, 'person'), list);
  requirePatient(session);
  return session;
}

async function showQuestion(
  deps: PortalDeps,
  ctx: Context,
  session: LiveSession,
  { list, word, refusal }: Change & { readonly refusal?: string },
): Promise<void> {
  const report = await deps.fse.read(session, documentId(ctx));
  const t = deps.pages.translatorOf(ctx);
  const path = sectionPath(session.acting.id, list);
  const view = viewReport(t, path, report);
  const isOfPrescription = report.kind === 'drugs' || report.kind === 'services';
  const also = isOfPrescription ? [t(`hide.${CHANGES[word].hides ? 'cascade' : 'uncascade'}`)] : [];
  deps.pages.show(ctx, {
    view: 'hide',
    section: list,
    title: t(`hide.${word}.title`),
    status: refusal === undefined ? 200 : 422,
    hasErrors: refusal !== undefined,
    data: {
      report: view,
      named: t('report.title', { type: view.type, of_date: view.ofDate }),
      effects: [t(`hide.${word}.effect1`), t(`hide.${word}.effect2`), ...also],
      button: t(`hide.${word}.confirm`),
      action: `${view.href}/${word}`,
      refusal,
    },
  });
}
