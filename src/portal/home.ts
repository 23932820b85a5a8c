/** The first page: [Entra], or the sections as big links. @source ux 1.11 */
import type { Context } from 'koa';
import type { PortalDeps } from './deps.ts';
import { signedOutState } from './logout-routes.ts';
import { sectionPath, sectionsFor } from './sections.ts';
import { visitOf } from './visit.ts';

/** GET `/`; with the `state` of this browser's logout it says that the logout is done. */
export function showHome(deps: PortalDeps) {
  return (ctx: Context): void => {
    const { session, browser } = visitOf(ctx);
    const t = deps.pages.translatorOf(ctx);
    const acting = session?.acting;
    deps.pages.show(ctx, {
      view: 'home',
      title: t('home.title'),
      data: {
        sections:
          acting &&
          sectionsFor(acting).map((section) => ({
            href: sectionPath(acting.id, section),
            label: t(`menu.${section}`),
          })),
        signedOut: !session && ctx.query['state'] === signedOutState(deps, browser),
      },
    });
  };
}
