/** Draws a page made of blocks. */
import type { Context } from 'koa';
import type { PortalPages } from '../portal-pages.ts';
import { type Sheet, htmlOf } from './blocks.ts';

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
      errors,
      blocks: sheet.blocks,
      h: htmlOf,
    },
  });
}
