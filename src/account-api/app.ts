/**
 * The provider's own API, under `/api` of its process: audience `<issuer>/api`.
 *
 * Tokens are judged by the kit of the resource servers, but keys and revocations are the
 * provider's own: nothing is asked over the network, and a revocation counts at once. Routes call
 * commands; rules are in the domain. May import commands, the kit, web, tokens and domain errors.
 */
import type { JWTVerifyGetKey } from 'jose';
import Koa from 'koa';
import type { AuditTrail } from '../audit/trail.ts';
import { createAccessLog } from '../resource-servers/kit/access-log.ts';
import { createAuthenticator } from '../resource-servers/kit/authenticate.ts';
import { ApiError } from '../resource-servers/kit/errors.ts';
import { protectedResource } from '../resource-servers/kit/public-documents.ts';
import { createRateLimit } from '../resource-servers/kit/rate-limit.ts';
import { serveRoutes } from '../resource-servers/kit/serve-routes.ts';
import { PERSON_SCOPES, SERVICE_SCOPES } from '../tokens/scopes.ts';
import type { Log } from '../web/log.ts';
import { openApi } from './openapi.ts';
import { notificationRoute, type NotificationDeps } from './notifications.ts';

/** What the provider knows of its own access tokens. */
export interface OwnTokens {
  /** Its public keys. */
  readonly keys: JWTVerifyGetKey;
  /** Whether the grant behind a status entry is in force now. */
  isLive(entry: { readonly idx: number; readonly uri: string }): Promise<boolean>;
}

export interface AccountApiOptions {
  /** URL of the provider. */
  readonly issuer: string;
  readonly tokens: OwnTokens;
  readonly audit: AuditTrail;
  /** Names persons in the access log: 32 bytes, base64url. */
  readonly auditKey: string;
  readonly commands: NotificationDeps;
  readonly log: Log;
}

/** The application to mount at `/api`. */
export function createAccountApi(options: AccountApiOptions): Koa {
  const { issuer, tokens, log } = options;
  const base = `${issuer}/api`;
  const profile = {
    base,
    issuer,
    name: 'account',
    scopes: [...PERSON_SCOPES.account, ...SERVICE_SCOPES.account],
  };
  const authenticator = createAuthenticator({
    audience: base,
    // Every client of this audience gets JWTs: third-party portals, whose tokens are opaque, have none here.
    issuer: { url: issuer, keys: tokens.keys, introspect: undefined },
    statusLists: {
      async check(entry) {
        if (!(await tokens.isLive(entry))) throw new ApiError('token-revoked');
        return 0;
      },
    },
  });
  const app = new Koa();
  const middleware = serveRoutes({
    log,
    profile,
    routes: [notificationRoute(options.commands)],
    pipeline: {
      audience: base,
      authenticator,
      rateLimit: createRateLimit(),
      accessLog: createAccessLog(options.audit, options.auditKey),
    },
    documents: {
      '/.well-known/oauth-protected-resource': () => protectedResource(profile),
      '/openapi.json': () => openApi(base, issuer),
    },
  });
  for (const each of middleware) app.use(each);
  return app;
}
