/** On the way to the provider: [Entra], [Cambia persona], and the silent request of a lost grant. */
import type { Context } from 'koa';
import { requireOwnForm } from '../web/csrf.ts';
import { type FormFields, readForm } from '../web/forms.ts';
import type { LoginPurpose } from './collections.ts';
import type { PortalDeps } from './deps.ts';
import type { PinScope } from './asked-scopes.ts';
import { FORM_PURPOSE, formSecret } from './portal-pages.ts';
import { parseReturnPath } from './return-path.ts';
import { StopError } from './stops.ts';
import { visitOf } from './visit.ts';

/** Sends the browser to the provider; it comes back to `/callback`. */
export async function beginLogin(
  deps: PortalDeps,
  ctx: Context,
  login: {
    readonly purpose: LoginPurpose;
    readonly returnTo: string;
    readonly pinScope?: PinScope;
  },
): Promise<void> {
  const { browser } = visitOf(ctx);
  const { purpose, returnTo, pinScope } = login;
  const checks = await deps.transactions.begin({ browser, purpose, returnTo }, Date.now());
  redirect(ctx, await deps.oidc.begin(purpose, checks, pinScope));
}

/** POST `/login` and `/switch`: fields `token`, `return_to`. Repeating it begins one more login. */
export function startLogin(deps: PortalDeps, purpose: 'login' | 'switch') {
  return async (ctx: Context): Promise<void> => {
    const form = await readOwnForm(deps, ctx);
    await beginLogin(deps, ctx, { purpose, returnTo: parseReturnPath(form.get('return_to')) });
  };
}

/**
 * The fields of a form of this browser's own page.
 * @throws StopError `cookies` · GassError 400, 413, 415 (forms, csrf)
 */
export async function readOwnForm(deps: PortalDeps, ctx: Context): Promise<FormFields> {
  const form = await readForm(ctx);
  const { browser, isKnown } = visitOf(ctx);
  if (!isKnown) throw new StopError('cookies');
  requireOwnForm(ctx, {
    origin: deps.url,
    secret: formSecret(deps.vault, browser),
    purpose: FORM_PURPOSE,
    token: form.get('token'),
  });
  return form;
}

/** Answers 303, never kept by a cache. */
export function redirect(ctx: Context, target: URL | string): void {
  ctx.status = 303;
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Location', target.toString());
  ctx.body = null;
  ctx.status = 303; // an empty body had made it 204
}
