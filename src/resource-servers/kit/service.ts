/**
 * A resource server: what all four have in common around their own routes.
 *
 * They stand on the token alone and could each leave this repository: from it they import tokens,
 * web, storage, audit, `domain/errors`, `domain/fiscal-code` and config. Read in this order:
 * `route.ts` (what a route is), `pipeline.ts` (the nine steps), `authenticate.ts`, `require.ts`.
 */
import type { CapabilityStatement } from 'fhir/r4.js';
import type Koa from 'koa';
import type { ServerMetadata } from 'openid-client';
import { createWebApp, type WebAppOptions } from '../../web/app.ts';
import type { Issuer } from './issuer.ts';
import type { PipelineDeps } from './pipeline.ts';
import { protectedResource, type ServerProfile, smartConfiguration } from './public-documents.ts';
import type { Route } from './route.ts';
import { type PublicDocument, serveRoutes } from './serve-routes.ts';

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
  for (const middleware of serveRoutes({ ...options, documents: publicDocuments(options) }))
    app.use(middleware);
  return app;
}

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
