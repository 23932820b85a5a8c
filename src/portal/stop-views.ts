/** How a stop is shown: the kit's page, or one of the portal's own with its one button. */
import type { Context } from 'koa';
import { RETRY_AFTER_S } from '../../config/limits.ts';
import type { Translator } from '../web/catalog.ts';
import type { StopButton } from '../web/stop-pages.ts';
import { type PortalKey, type PortalPages, herePath } from './portal-pages.ts';
import { reportsPath } from './return-path.ts';
import { fullName } from './session.ts';
import { type OwnStop, type StopContext, type StopError, isKitStop, stopStatus } from './stops.ts';
import { visitOf } from './visit.ts';

type Button = StopButton & { readonly label: string };

/** Writes the page of a stop into ctx. */
export function showStop(pages: PortalPages, ctx: Context, stop: StopError): void {
  const { page, context } = stop;
  const status = stopStatus(page);
  if (isKitStop(page)) {
    const wait = page === 'unavailable' ? { retryAfter: RETRY_AFTER_S } : {};
    pages.fail(ctx, { status, code: page, ...wait });
    return;
  }
  if (page === 'service_down') ctx.set('Retry-After', String(RETRY_AFTER_S));
  const t = pages.translatorOf(ctx);
  pages.show(ctx, {
    view: '@stop',
    title: t(`stop.${page}.title`),
    status,
    hidesPerson: page === 'ended',
    data: {
      text: t(`stop.${page}.text`, { name: context.name ?? nameIn(ctx), what: whatOf(t, context) }),
      button: buttonOf(pages, ctx, page, context.returnTo ?? herePath(ctx)),
    },
  });
}

function buttonOf(pages: PortalPages, ctx: Context, page: OwnStop, returnTo: string): Button {
  const t = pages.translatorOf(ctx);
  const link = (href: string, label: PortalKey): Button => ({ href, label: t(label) });
  const form = (action: string, label: PortalKey): Button => ({
    action,
    hidden: { token: pages.tokenOf(ctx), return_to: returnTo },
    label: t(label),
  });
  switch (page) {
    case 'ended':
    case 'other_tab':
      return form('/switch', 'acting.switch');
    case 'denied':
    case 'idle':
    case 'signed_out':
      return form('/login', 'stop.login');
    case 'service_down':
      return link(returnTo, 'stop.retry');
    case 'no_pin':
      return link(returnTo, 'stop.back');
    case 'not_covered':
    case 'only_patient':
      return link('/', 'stop.home');
    case 'document_gone': {
      const { session } = visitOf(ctx);
      return session
        ? link(reportsPath(session.acting.id), 'reports.back')
        : link('/', 'kit.stopped.button.portal');
    }
  }
}

function whatOf(t: Translator<PortalKey>, { service, section }: StopContext): string {
  if (section) return t(`what.${section}`);
  return service ? t(`what.${service}`) : t('stop.not_covered.any');
}

function nameIn(ctx: Context): string {
  const { session } = visitOf(ctx);
  return session ? fullName(session.acting) : '';
}
