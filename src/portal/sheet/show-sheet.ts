/** Draws a page made of blocks. */
import type { Context } from 'koa';
import type { PortalPages } from '../portal-pages.ts';
import { fullName } from '../session.ts';
import { visitOf } from '../visit.ts';
import { type Block, type Sheet, htmlOf } from './blocks.ts';

/** Writes the page into ctx: 200, or 422 where it has errors and says no other status. */
export function showSheet(pages: PortalPages, ctx: Context, sheet: Sheet): void {
  const errors = sheet.errors ?? [];
  const hasErrors = errors.length > 0;
  pages.show(ctx, {
    view: 'sheet',
    section: sheet.section,
    title: sheet.title,
    hasErrors,
    status: sheet.status ?? (hasErrors ? 422 : 200),
    data: {
      heading: sheet.heading ?? sheet.title,
      back: sheet.back,
      errors: sheet.hasOneField ? errors.filter(({ field }) => field === undefined) : errors,
      blocks: [...switchedNote(pages, ctx), ...sheet.blocks],
      h: htmlOf,
    },
  });
}

/** "Ora sta operando per ...", where [Cambia persona] led here. @source ux 1.11 */
function switchedNote(pages: PortalPages, ctx: Context): Block[] {
  const { session } = visitOf(ctx);
  if (ctx.query['switched'] !== '1' || !session) return [];
  const name = fullName(session.acting);
  const text = pages.translatorOf(ctx)('acting.switched', { name });
  return [{ kind: 'notice', tone: 'info', text }];
}
