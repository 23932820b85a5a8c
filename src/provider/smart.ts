/** What SMART clients expect of the token response: `patient`, the token's own subject (resource-servers 6.2). */
import type { Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { OurClaims } from './token-claims.ts';
import type { Registry } from './registry.ts';

/** Adds `patient` to token responses for FHIR audiences. */
export function addPatientContext(registry: Registry): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.path !== '/token' || ctx.status !== 200) return;
    const token = (ctx as KoaContextWithOIDC).oidc.entities.AccessToken as
      | { readonly aud?: string | string[]; readonly extra?: OurClaims }
      | undefined; // `extra` is set by the library when it saves the token
    const isFhir =
      token?.aud !== undefined && registry.audience(String(token.aud))?.isFhir === true;
    if (isFhir && token.extra?.sub !== undefined)
      ctx.body = { ...(ctx.body as object), patient: token.extra.sub };
  };
}
