/** The portal's pages: the kit's layout with menu, band "Sta operando per" and the stop pages. */
import path from 'node:path';
import type { Context } from 'koa';
import { PORTAL_IDLE_S, PORTAL_IDLE_WARNING_S } from '../../config/limits.ts';
import type { Assets } from '../web/assets.ts';
import { type Translator, createCatalog } from '../web/catalog.ts';
import { formToken } from '../web/csrf.ts';
import type { Failure } from '../web/errors.ts';
import { allowFormAction } from '../web/headers.ts';
import { strong } from '../web/html.ts';
import { type Page, type Pages, createPages } from '../web/pages.ts';
import { showFailure } from '../web/stop-pages.ts';
import type { KitKey } from '../web/texts.it.ts';
import { parseReturnPath } from './return-path.ts';
import { type Section, sectionPath, sectionsFor } from './sections.ts';
import { type Acting, fullName } from './session.ts';
import { portalEn } from './texts.en.ts';
import { type PortalTextKey, portalIt } from './texts.it.ts';
import type { Vault } from './vault.ts';
import { visitOf } from './visit.ts';

/** Every key a portal view may use. */
export type PortalKey = PortalTextKey | KitKey;

/** `hidesPerson`: without the band, since the person can no longer be acted for. */
export interface PortalPage extends Page {
  readonly hidesPerson?: boolean;
  /** The section of the menu that the page belongs to. */
  readonly section?: Section;
}

export interface PortalPages extends Pages<PortalKey> {
  show(ctx: Context, page: PortalPage): void;
  /** The page of a failure that no route explained itself. */
  fail(ctx: Context, failure: Failure): void;
  /** The hidden field `token` of this browser's forms. */
  tokenOf(ctx: Context): string;
}

/** What every form of the portal is for (`web/csrf.ts`). */
export const FORM_PURPOSE = 'portal';

/** The secret behind a browser's forms. */
export function formSecret(vault: Vault, browser: string): string {
  return vault.mark('form', browser);
}

/** Pages for one portal; `ownAssets` holds the script that warns before the idle limit. */
export function createPortalPages(options: {
  readonly assets: Assets;
  readonly ownAssets: Assets;
  readonly vault: Vault;
  readonly issuer: string;
}): PortalPages {
  const pages = createPages<PortalKey>({
    viewsFolder: path.join(import.meta.dirname, 'views'),
    catalog: createCatalog(portalIt, portalEn),
    assets: options.assets,
    brandKey: 'home.title',
    titleKey: 'home.title',
    bodyClass: 'gass-portal',
    headerView: 'signout',
    bandView: 'band',
  });
  const tokenOf = (ctx: Context): string =>
    formToken(formSecret(options.vault, visitOf(ctx).browser), FORM_PURPOSE);
  const show = (ctx: Context, page: PortalPage): void => {
    const { session } = visitOf(ctx);
    const acting = page.hidesPerson === true ? undefined : session?.acting;
    const frame = {
      token: tokenOf(ctx),
      here: herePath(ctx),
      isSignedIn: session !== undefined,
      idle: {
        after: PORTAL_IDLE_S - PORTAL_IDLE_WARNING_S,
        script: options.ownAssets.url('idle.js'),
      },
      isSwitched: ctx.query['switched'] === '1',
      acting: acting && bandOf(pages.translatorOf(ctx), acting, { path: ctx.path, ...page }),
    };
    allowFormAction(ctx, new URL(options.issuer).origin);
    pages.show(ctx, { ...page, data: { ...page.data, frame } });
  };
  const shown: PortalPages = {
    ...pages,
    show,
    tokenOf,
    fail: (ctx, failure) => showFailure(shown, ctx, failure, { href: '/' }),
  };
  return shown;
}

/**
 * Path and query of a page that can be come back to. What is posted comes from a form at the same
 * address, whose query only the `Referer` still knows; of that nothing else counts.
 */
export function herePath(ctx: Pick<Context, 'method' | 'originalUrl' | 'path' | 'get'>): string {
  if (ctx.method === 'GET') return parseReturnPath(ctx.originalUrl);
  const form = URL.parse(ctx.get('Referer'));
  return parseReturnPath(form?.pathname === ctx.path ? `${ctx.path}${form.search}` : ctx.path);
}

function bandOf(
  t: Translator<PortalKey>,
  acting: Acting,
  { path, section }: { readonly path: string; readonly section?: Section },
): object {
  const name = strong(fullName(acting));
  const isSelf = acting.basis === 'self';
  const item = (href: string, label: string, isHere: boolean): object => ({
    href,
    label,
    current: isHere ? (path === href ? 'page' : 'true') : undefined,
  });
  return {
    isSelf,
    name: fullName(acting),
    menu: [
      item('/', t('menu.home'), path === '/'),
      ...sectionsFor(acting).map((one) =>
        item(sectionPath(acting.id, one), t(`menu.${one}`), one === section),
      ),
    ],
    html: isSelf
      ? t.html('acting.self', { name })
      : t.html('acting.other', { name, basis: t(`basis.${acting.basis}`) }),
  };
}
