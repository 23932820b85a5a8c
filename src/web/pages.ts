/**
 * Pages: an application's eta views inside the kit's layout.
 *
 * In a view `it` holds the page's `data` plus `t`, `language`, `asset(name)`, `title`, `hasErrors`;
 * `<%= %>` escapes, `<%~ %>` does not (only for `it.t.html(...)` and partials). Partials of the
 * kit, by `<%~ include('@name', {...}) %>`: `@summary` (errors before the h1), `@field`, `@secret`
 * (with Mostra), `@stop` (heading, text, one button), each explained at its top.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Eta } from 'eta';
import type { Context } from 'koa';
import type { Assets } from './assets.ts';
import type { Catalog, Language, Translator } from './catalog.ts';
import { languageHref, languageOf } from './language.ts';
import type { KitKey } from './texts.it.ts';

const KIT_VIEWS = path.join(import.meta.dirname, 'views');

export interface PagesOptions<Key extends string> {
  /** Absolute folder of the application's `.eta` files; views are named without the ending. */
  readonly viewsFolder: string;
  readonly catalog: Catalog<Key>;
  readonly assets: Assets;
  /** Text beside the wordmark in the header. */
  readonly brandKey: Key;
  /** What follows the h1 in `<title>`: a key, or the wordmark. @source ux 1.0.5 */
  readonly titleKey?: Key;
  /** `gass-login`: one white sheet on tint; `gass-portal`: lists as wide as the page. */
  readonly bodyClass?: 'gass-login' | 'gass-desk' | 'gass-portal';
  /** View put beside the language link in the header. */
  readonly headerView?: string;
  /** View put between header and main: menu, band of the person acted for. */
  readonly bandView?: string;
}

/** One page to show. */
export interface Page {
  readonly view: string;
  /** The h1's words, without serial, code, telephone or surname. */
  readonly title: string;
  /** Puts "Errore: " before the title. */
  readonly hasErrors?: boolean;
  /** HTTP status, default 200. */
  readonly status?: number;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface Pages<Key extends string> {
  languageOf(ctx: Context): Language;
  translatorOf(ctx: Context): Translator<Key | KitKey>;
  /** Writes the page into ctx: status, HTML, `no-store`. */
  show(ctx: Context, page: Page): void;
}

/** The pages of one application; views are compiled at their first use. */
export function createPages<Key extends string>(options: PagesOptions<Key>): Pages<Key | KitKey> {
  const eta = new Eta({ views: options.viewsFolder, cache: true });
  for (const file of readdirSync(KIT_VIEWS))
    eta.loadTemplate(`@${path.parse(file).name}`, readFileSync(path.join(KIT_VIEWS, file), 'utf8'));
  const render = (view: string | undefined, data: object): string =>
    view === undefined ? '' : eta.render(view, data);
  return {
    languageOf,
    // a catalog holds the kit's keys beside the application's (createCatalog joins them)
    translatorOf: (ctx) => options.catalog.translators[languageOf(ctx)] as Translator<Key | KitKey>,
    show(ctx, page) {
      const language = languageOf(ctx);
      const t = options.catalog.translators[language];
      const view = {
        ...page.data,
        t,
        language,
        title: page.title,
        hasErrors: page.hasErrors === true,
        asset: (name: string) => options.assets.url(name),
      };
      ctx.status = page.status ?? 200;
      ctx.type = 'text/html; charset=utf-8';
      ctx.set('Cache-Control', 'no-store');
      ctx.set('Content-Language', language);
      ctx.vary('Cookie, Accept-Language');
      ctx.body = eta.render('@layout', {
        ...view,
        brand: t(options.brandKey),
        suffix: options.titleKey === undefined ? 'GASS' : t(options.titleKey),
        bodyClass: options.bodyClass ?? '',
        languageHref: languageHref(ctx),
        header: render(options.headerView, view),
        band: render(options.bandView, view),
        body: render(page.view, view),
      });
    },
  };
}
