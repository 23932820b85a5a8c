/** One document, and its PDF. @source ux 1.12 */
import type { Context } from 'koa';
import { inLanguage } from '../web/html.ts';
import type { PortalDeps } from './deps.ts';
import { printedNote } from './printed.ts';
import { viewReport } from './report-view.ts';
import { type DocumentList, REPORT_ID, type Report } from './report.ts';
import { LIST_TEXTS } from './reports-routes.ts';
import { paramOf, requireSection } from './section-visit.ts';
import { sectionPath } from './sections.ts';
import { fullName, isMinor } from './session.ts';
import type { LiveSession } from './sessions.ts';
import { StopError } from './stops.ts';

/** GET `/per/:person/{list}/:id`. */
export async function readReport(
  deps: PortalDeps,
  ctx: Context,
  list: DocumentList,
): Promise<void> {
  const session = requireSection(ctx, paramOf(ctx, 'person'), list);
  const report = await deps.fse.read(session, documentId(ctx));
  const t = deps.pages.translatorOf(ctx);
  const path = sectionPath(session.acting.id, list);
  const view = viewReport(t, path, report);
  const count = Number(ctx.query['others']);
  const done = ctx.query['done'];
  deps.pages.show(ctx, {
    view: 'report',
    section: list,
    title: t('report.title', { type: view.type, of_date: view.ofDate }),
    data: {
      report: view,
      meta: t.html('report.meta', {
        facility: t.language === 'it' ? report.facility : inLanguage('it', report.facility),
        name: fullName(session.acting),
      }),
      list: path,
      back: t(`${LIST_TEXTS[list]}.back`),
      done: done === 'hidden' || done === 'shown' ? t(`hide.done.${done}`) : undefined,
      others: Number.isInteger(count) && count > 0 ? t('hide.others', { n: count }) : undefined,
      changes: session.acting.basis === 'self' ? changesOf(session, report) : [],
      printed: printedNote(t, session),
    },
  });
}

/** Last word of the pages that hide and show. */
export const CHANGES = {
  nascondi: { mark: 'P99', hides: true },
  mostra: { mark: 'P99', hides: false },
  'nascondi-ai-genitori': { mark: 'P97', hides: true },
  'mostra-ai-genitori': { mark: 'P97', hides: false },
} as const;
export type ChangeWord = keyof typeof CHANGES;

/** Which of them the page offers: hiding from the parents only while there are any. */
function changesOf(session: LiveSession, { marks }: Report): ChangeWord[] {
  const words = Object.keys(CHANGES) as ChangeWord[]; // the keys of a const object are its own
  return words.filter((word) => {
    const { mark, hides } = CHANGES[word];
    const isSet = marks.includes(mark);
    const isForParents = mark === 'P97' && hides;
    return isSet !== hides && (!isForParents || isMinor(session.birthdate, Date.now()));
  });
}

/** GET `/per/:person/{list}/:id/pdf`. */
export async function openPdf(deps: PortalDeps, ctx: Context, list: DocumentList): Promise<void> {
  const session = requireSection(ctx, paramOf(ctx, 'person'), list);
  const { bytes, fileName } = await deps.fse.pdf(session, documentId(ctx));
  ctx.type = 'application/pdf';
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Disposition', `inline; filename="${fileName}"`);
  // the browser's own reader is drawn with inline style
  ctx.set(
    'Content-Security-Policy',
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  ctx.body = bytes;
}

/** The document in the address. @throws StopError `document_gone` no id could look so */
export function documentId(ctx: Context): string {
  const id = paramOf(ctx, 'id');
  if (!REPORT_ID.test(id)) throw new StopError('document_gone');
  return id;
}
