/** Answers with a PDF of a service. */
import type { Context } from 'koa';

/** `fileName` is without any person's name. */
export function sendPdf(ctx: Context, bytes: Buffer, fileName: string): void {
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
