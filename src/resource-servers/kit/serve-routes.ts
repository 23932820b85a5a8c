/** Routes and public documents of an API with its edge of errors: what a resource server and the account API share. */
import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Log } from '../../web/log.ts';
import { answerErrors, type ErrorForm } from './answer-errors.ts';
import { answerPreflight, nameRequest } from './common-headers.ts';
import { ApiError } from './errors.ts';
import { type PipelineDeps, runRoute } from './pipeline.ts';
import type { ServerProfile } from './public-documents.ts';
import type { Route } from './route.ts';

export interface ServedApi {
  readonly log: Log;
  readonly profile: ServerProfile;
  readonly routes: readonly Route[];
  readonly pipeline: PipelineDeps;
  /** Documents without a token, by path. */
  readonly documents: Readonly<Record<string, PublicDocument>>;
}

export type PublicDocument = () => object | Promise<object>;

/** The middleware of an API, in order; every request ends in it. */
export function serveRoutes(api: ServedApi): Middleware[] {
  const { log, profile } = api;
  const router = new Router({ sensitive: true, strict: true });
  for (const [path, document] of Object.entries(api.documents)) router.get(path, publish(document));
  for (const route of api.routes)
    router.register(route.path, [route.method], refuseHead(runRoute(route, api.pipeline)));
  return [
    nameRequest(),
    answerErrors({ log, profile, formOf: (ctx) => formOf(api, ctx.path) }),
    answerPreflight(),
    router.routes() as Middleware, // a router's context is koa's with more in it
    refuseOthers(router),
  ];
}

/** Paths of JSON routes are told by their first word; anything else on a FHIR server speaks FHIR. */
function formOf({ routes }: ServedApi, path: string): ErrorForm {
  const wordOf = (text: string): string => text.split('/')[1] ?? '';
  const ofPath = routes.find((route) => wordOf(route.path) === wordOf(path));
  return ofPath?.form ?? (routes.every(({ form }) => form === 'json') ? 'json' : 'fhir');
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
