/** What SMART clients bring along: scopes in words of their own, and `patient` in the token response (resource-servers 6.2, 6.3). */
import type { Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { OurClaims } from './token-claims.ts';
import type { Registry } from './registry.ts';

/** Reading at any FHIR server of ours: `patient/*.read` (SMART 1), `patient/*.rs`, `patient/DocumentReference.rs?…` (SMART 2). */
const SMART_READING = /^patient\/(\*|[A-Za-z]+)\.(read|rs|r|s)(\?\S*)?$/;

/**
 * Lets an authorization request ask by SMART's words for reading: they stand for the read scope of
 * the audience it names. Resource servers know our scopes alone; for writing these must be asked.
 */
export function readSmartScopes(registry: Registry): Middleware {
  return async (ctx, next) => {
    const { scope, aud, resource } = ctx.query;
    const audience = resource ?? aud;
    if (ctx.path === '/auth' && typeof scope === 'string' && typeof audience === 'string') {
      const server = registry.audience(audience.replace(/\/$/, ''));
      const words = scope.split(' ').flatMap((word) => {
        if (!server?.isFhir || !SMART_READING.test(word)) return [word];
        return [`${server.service ?? ''}:read`];
      });
      const read = [...new Set(words)].join(' ');
      if (read !== scope) ctx.query = { ...ctx.query, scope: read };
    }
    await next();
  };
}

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
