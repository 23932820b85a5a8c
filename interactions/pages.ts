/**
 * The pages of the provider: what the citizen sees of a login, of a sign-out, of a request that stops.
 *
 * Reading order: router.ts (GET and POST of one URL) -> steps/ (form -> command -> event, and what
 * the page shows) -> views/. Texts: texts.it.ts, texts.en.ts. Imports domain, commands, web and, of the
 * provider, only `interaction.ts`.
 */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import type { Context, Middleware } from 'koa';
import type { ErrorCode } from '../src/domain/errors.ts';
import type { Assets } from '../src/web/assets.ts';
import { createCatalog } from '../src/web/catalog.ts';
import type { Failure, FailureRenderers } from '../src/web/errors.ts';
import { factsOf } from '../src/web/facts.ts';
import { showInfoPages } from '../src/web/info-pages.ts';
import { switchLanguage } from '../src/web/language.ts';
import { createPages, type Pages } from '../src/web/pages.ts';
import { showFailure, type StopButton } from '../src/web/stop-pages.ts';
import type { KitKey } from '../src/web/texts.it.ts';
import { textsEn } from './texts.en.ts';
import { type TextKey, textsIt } from './texts.it.ts';

/** Every key a view of the login may use. */
export type LoginKey = TextKey | KitKey;

/** Status of the pages that stop. @source ux 1.8 */
const STOP_STATUS = {
  expired: 410,
  bad_request: 400,
  broken: 500,
  unavailable: 503,
} as const satisfies Partial<Record<ErrorCode, number>>;

/** The provider's pages beside the interactions: rendered into the library's own context. */
export interface SignOutAndStopPages {
  stop(ctx: Context, kind: keyof typeof STOP_STATUS): Promise<void>;
  /** The library's own fields; "no" is a link back to the client. */
  logoutForm(
    ctx: Context,
    form: { readonly action: string; readonly xsrf: string; readonly clientUri: string },
  ): Promise<void>;
  loggedOut(ctx: Context): Promise<void>;
}

export interface LoginPages {
  readonly pages: Pages<LoginKey>;
  readonly provider: SignOutAndStopPages;
  /** For `createWebApp`. */
  readonly failures: FailureRenderers;
  /** The language link and the footer's pages. */
  readonly info: Middleware;
  /** Shows the stop page of a failure; without a button of its own it leads to the portal. */
  stop(ctx: Context, failure: Failure, button?: StopButton): void;
}

/** Makes them; `portalUri` is where people go who came from nowhere else. */
export function createLoginPages(options: {
  readonly assets: Assets;
  readonly portalUri: string;
}): LoginPages {
  const pages = createPages<LoginKey>({
    viewsFolder: path.join(import.meta.dirname, 'views'),
    catalog: createCatalog(textsIt, textsEn),
    assets: options.assets,
    brandKey: 'common.title.suffix',
    bodyClass: 'gass-login',
  });
  const home = { href: options.portalUri };
  const stop = (ctx: Context, failure: Failure, button: StopButton = home): void => {
    showFailure(pages, ctx, failure, button);
  };
  const info = showInfoPages(pages);
  const language = switchLanguage();
  return {
    pages,
    stop,
    failures: {
      page: (ctx, failure) => {
        stop(ctx, failure);
      },
    },
    info: async (ctx, next) => {
      await language(ctx, async () => {
        await info(ctx, next);
      });
    },
    provider: {
      stop(ctx, kind) {
        const failure = { status: STOP_STATUS[kind], code: kind };
        factsOf(ctx).errorCode ??= kind;
        stop(ctx, kind === 'broken' ? { ...failure, reference: referenceOf(ctx) } : failure);
        return Promise.resolve();
      },
      logoutForm(ctx, form) {
        const title = pages.translatorOf(ctx)('logout.title');
        pages.show(ctx, { view: 'logout', title, data: { form } });
        return Promise.resolve();
      },
      loggedOut(ctx) {
        const title = pages.translatorOf(ctx)('logout.title.done');
        pages.show(ctx, { view: 'logged_out', title, data: { home: options.portalUri } });
        return Promise.resolve();
      },
    },
  };
}

/** The number told to support, written into the request's line of the log. */
function referenceOf(ctx: Context): string {
  const facts = factsOf(ctx);
  facts.reference ??= `${randomInt(1000, 10_000)}-${randomInt(1000, 10_000)}`;
  return facts.reference;
}
