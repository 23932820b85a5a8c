/** Aiuto, Accessibilità, Privacy: the pages behind the footer, the same in every application. */
import type { Middleware } from 'koa';
import type { Pages } from './pages.ts';
import type { KitKey } from './texts.it.ts';

const INFO = {
  '/help': {
    title: 'kit.help.title',
    texts: ['kit.help.text1', 'kit.help.text2', 'kit.help.text3', 'kit.help.text4'],
  },
  '/accessibility': {
    title: 'kit.accessibility.title',
    texts: ['kit.accessibility.text1', 'kit.accessibility.text2', 'kit.accessibility.text3'],
  },
  '/privacy': {
    title: 'kit.privacy.title',
    texts: ['kit.privacy.text1', 'kit.privacy.text2', 'kit.privacy.text3'],
  },
} as const satisfies Record<string, { title: KitKey; texts: readonly KitKey[] }>;

/** Answers GET `/help`, `/accessibility` and `/privacy`. */
export function showInfoPages(pages: Pages<KitKey>): Middleware {
  return async (ctx, next) => {
    const info = Object.hasOwn(INFO, ctx.path) ? INFO[ctx.path as keyof typeof INFO] : undefined; // just looked up
    if (!info || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
      await next();
      return;
    }
    const t = pages.translatorOf(ctx);
    pages.show(ctx, {
      view: '@info',
      title: t(info.title),
      data: { texts: info.texts.map((key) => t(key)) },
    });
  };
}
