/** Pages that stop: one heading, what happened and what to do, one button. @source ux 1.8 */
import type { Context } from 'koa';
import { RETRY_AFTER_S } from '../../config/limits.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { Failure } from './errors.ts';
import { formatTime } from './format.ts';
import type { Pages } from './pages.ts';
import type { KitKey } from './texts.it.ts';

/** The stop pages that exist. */
type StopName =
  | 'expired'
  | 'cookies'
  | 'too_many'
  | 'unavailable'
  | 'broken'
  | 'bad_request'
  | 'not_found';

/** Which page a code shows; codes that never reach a page by themselves take the nearest. */
const PAGE_OF = {
  bad_request: 'bad_request',
  conflict: 'bad_request',
  cookies: 'cookies',
  expired: 'expired',
  forbidden: 'bad_request',
  not_found: 'not_found',
  refused: 'bad_request',
  slow_down: 'too_many',
  too_large: 'bad_request',
  too_many: 'too_many',
  unavailable: 'unavailable',
  broken: 'broken',
} as const satisfies Record<ErrorCode, StopName>;

/** Where the one button leads: an address, or a form that posts hidden fields. */
export type StopButton =
  | { readonly href: string }
  | { readonly action: string; readonly hidden: Readonly<Record<string, string>> };

/**
 * Shows the stop page of a failure: its status, `Retry-After`, the button "Torna al portale".
 * As `failures.page` of `createWebApp`: `(ctx, failure) => showFailure(pages, ctx, failure, { href })`.
 */
export function showFailure(
  pages: Pages<KitKey>,
  ctx: Context,
  failure: Failure,
  button: StopButton,
): void {
  const name = PAGE_OF[failure.code];
  const t = pages.translatorOf(ctx);
  const wait = failure.retryAfter ?? RETRY_AFTER_S;
  if (failure.retryAfter !== undefined) ctx.set('Retry-After', String(failure.retryAfter));
  const args = {
    // a whole minute later: times are rounded down, and nobody should come back too early
    time: formatTime(t.language, Date.now() + wait * 1000 + 59_999),
    n: Math.max(1, Math.ceil(wait / 60)),
    reference: failure.reference ?? '',
  };
  pages.show(ctx, {
    view: '@stop',
    title: t(`kit.stopped.title.${name}`),
    status: failure.status,
    data: {
      text: t(`kit.stopped.error.${name}`, args),
      button: { label: t('kit.stopped.button.portal'), ...button },
    },
  });
}
