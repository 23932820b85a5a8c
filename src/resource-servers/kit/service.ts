/**
 * A resource server: what all four have in common around their own routes.
 *
 * They stand on the token alone and could each leave this repository: from it they import tokens,
 * web, storage, audit, `domain/errors`, `domain/fiscal-code` and config. Read in this order:
 * `route.ts` (what a route is), `pipeline.ts` (the nine steps), `authenticate.ts`, `require.ts`.
 */
import Router from '@koa/router';
import type { CapabilityStatement } from 'fhir/r4.js';
import type Koa from 'koa';
import type { Context, Middleware } from 'koa';
import type { ServerMetadata } from 'openid-client';
import { createWebApp, type WebAppOptions } from '../../web/app.ts';
import { answerErrors, type ErrorForm } from './answer-errors.ts';
import { answerPreflight, nameRequest } from './common-headers.ts';
import { ApiError } from './errors.ts';
import type { Issuer } from './issuer.ts';
import { type PipelineDeps, runRoute } from './pipeline.ts';
import { protectedResource, type ServerProfile, smartConfiguration } from './public-documents.ts';
import type { Route } from './route.ts';

export interface ServiceOptions extends Omit<WebAppOptions, 'failures'> {
  readonly profile: ServerProfile;
  readonly issuer: Issuer;
  readonly routes: readonly Route[];
  readonly pipeline: PipelineDeps;
  readonly capability: (provider: ServerMetadata) => CapabilityStatement;
  /** Other documents without a token, by path. */
  readonly documents?: Readonly<Record<string, () => Record<string, unknown>>>;
}

/** The application of one resource server. */
export function createService(options: ServiceOptions): Koa {
  const app = createWebApp(options);
  const jsonPaths = options.routes
    .filter(({ form }) => form === 'json')
    .map(({ path }) => path.split('/')[1] ?? '');
  const formOf = (ctx: Context): ErrorForm =>
    jsonPaths.includes(ctx.path.split('/')[1] ?? '') ? 'json' : 'fhir';
  app.use(nameRequest());
  app.use(answerErrors({ log: options.log, profile: options.profile, formOf }));
  app.use(answerPreflight());
  const router = new Router({ sensitive: true, strict: true });
  for (const [path, document] of Object.entries(publicDocuments(options)))
    router.get(path, publish(document));
  for (const route of options.routes)
    router.register(route.path, [route.method], refuseHead(runRoute(route, options.pipeline)));
  app.use(router.routes());
  app.use(refuseOthers(router));
  return app;
}

type PublicDocument = () => object | Promise<object>;

function publicDocuments({
  profile,
  issuer,
  capability,
  documents,
}: ServiceOptions): Record<string, PublicDocument> {
  return {
    '/metadata': async () => capability(await issuer.metadata()),
    '/.well-known/smart-configuration': async () =>
      smartConfiguration(profile, await issuer.metadata()),
    '/.well-known/oauth-protected-resource': () => protectedResource(profile),
    ...documents,
  };
}

function publish(document: PublicDocument): Middleware {
  return async (ctx) => {
    ctx.body = JSON.stringify(await document());
    ctx.type =
      ctx.path === '/metadata'
        ? 'application/fhir+json; charset=utf-8'
        : 'application/json; charset=utf-8';
  };
}

/** A HEAD would mark as read what nobody was shown. */
function refuseHead(run: Middleware): Middleware {
  return async (ctx, next) => {
    if (ctx.method === 'HEAD') throw new ApiError('METHOD_NOT_ALLOWED');
    await run(ctx, next);
  };
}

function refuseOthers(router: Router): Middleware {
  return (ctx) => {
    const allowed = router.match(ctx.path, ctx.method).path.flatMap(({ methods }) => methods);
    if (allowed.length === 0) throw new ApiError('RESOURCE_NOT_FOUND');
    ctx.set('Allow', [...new Set(allowed)].filter((method) => method !== 'HEAD').join(', '));
    throw new ApiError('METHOD_NOT_ALLOWED');
  };
}
