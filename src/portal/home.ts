/** The first page: [Entra], or on to the reports. @source ux 1.11 */
import type { Context } from 'koa';
import type { PortalDeps } from './deps.ts';
import { signedOutState } from './logout-routes.ts';
import { reportsPath } from './return-path.ts';
import { visitOf } from './visit.ts';

/** GET `/`; with the `state` of this browser's logout it says that the logout is done. */
export function showHome(deps: PortalDeps) {
  return (ctx: Context): void => {
    const { session, browser } = visitOf(ctx);
    deps.pages.show(ctx, {
      view: 'home',
      title: deps.pages.translatorOf(ctx)('home.title'),
      data: {
        reports: session && reportsPath(session.acting.id),
        signedOut: !session && ctx.query['state'] === signedOutState(deps, browser),
      },
    });
  };
}
