/** oidc-provider, set up: the one place that lists what is on, and why where it is not obvious. */
import type { JWK } from 'jose';
import { type Configuration, Provider } from 'oidc-provider';
import {
  ACCESS_TOKEN_S,
  AUTHORIZATION_CODE_S,
  IAT_FUTURE_S,
  ID_TOKEN_S,
  INTERACTION_S,
  SESSION_ABSOLUTE_S,
} from '../../config/limits.ts';
import { ACR_VALUES } from '../tokens/acr.ts';
import { DELEGATION_TYPE } from '../tokens/claims.ts';
import { OIDC_SCOPES } from '../tokens/scopes.ts';
import { CLAIMS_BY_SCOPE } from './accounts.ts';
import { cookieNames } from './cookies.ts';
import { type ProviderPages, readLogoutForm, renderError } from './error-pages.ts';
import {
  allowsOrigin,
  audienceOf,
  isPkceRequired,
  libraryMetadata,
  ownsToken,
  pairwise,
  sessionTtl,
  validateDetail,
} from './policies.ts';
import { createPolicy, type PromptDeps } from './prompts.ts';
import {
  expiresWithSession,
  issueRefreshToken,
  refreshTokenTtl,
  rotateRefreshToken,
} from './refresh.ts';
import { type ResourceDeps, resourceIndicators } from './resources.ts';
import type { TokenClaims } from './token-claims.ts';

export interface BuildOptions {
  readonly issuer: string;
  readonly keys: readonly JWK[];
  readonly cookieKey: string;
  readonly pairwiseKey: string;
  readonly portalUri: string;
  readonly adapter: NonNullable<Configuration['adapter']>;
  readonly findAccount: NonNullable<Configuration['findAccount']>;
  readonly loadExistingGrant: NonNullable<Configuration['loadExistingGrant']>;
  readonly claims: TokenClaims;
  readonly policy: PromptDeps;
  readonly resources: ResourceDeps;
  readonly pages: ProviderPages;
  /** The library's outgoing requests, to registered hosts only (design 10). */
  readonly fetch: NonNullable<Configuration['fetch']>;
}

export function buildProvider(options: BuildOptions): Provider {
  const { registry } = options.resources;
  const isHttps = options.issuer.startsWith('https:');
  const { probe: _ours, ...names } = cookieNames(isHttps);
  const cookie = { httpOnly: true, sameSite: 'lax', secure: isHttps, signed: true } as const;
  const provider = new Provider(options.issuer, {
    adapter: options.adapter,
    jwks: { keys: [...options.keys] as never }, // jose's JWK and the library's differ in optional members only
    clients: registry.clients.map(libraryMetadata),
    clientDefaults: {
      id_token_signed_response_alg: 'ES256',
      introspection_signed_response_alg: 'ES256',
    },
    acrValues: [...ACR_VALUES],
    scopes: [...OIDC_SCOPES],
    claims: CLAIMS_BY_SCOPE,
    subjectTypes: ['public', 'pairwise'],
    responseTypes: ['code'],
    clientBasedCORS: (_ctx, origin, client) => allowsOrigin(client, origin),
    clientAuthMethods: ['none', 'private_key_jwt', 'client_secret_basic', 'client_secret_post'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['ES256', 'PS256'],
      idTokenSigningAlgValues: ['ES256', 'RS256', 'PS256'],
      introspectionSigningAlgValues: ['ES256', 'RS256', 'PS256'],
      userinfoSigningAlgValues: ['ES256', 'RS256', 'PS256'],
    },
    clockTolerance: IAT_FUTURE_S,
    // Otherwise the ID token has profile claims only when the access token has an audience.
    conformIdTokenClaims: false,
    cookies: { names, keys: [options.cookieKey], long: { ...cookie }, short: { ...cookie } },
    extraParams: ['aud'],
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      fapi: {
        enabled: true,
        profile: (_ctx, client) =>
          registry.client(client.clientId)?.profile === 'fapi2' ? '2.0' : undefined,
      },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => ownsToken(registry, client.clientId, token),
      },
      jwtIntrospection: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      resourceIndicators: resourceIndicators(options.resources),
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      richAuthorizationRequests: {
        enabled: true,
        types: { [DELEGATION_TYPE]: { validate: (_ctx, detail) => validateDetail(detail) } },
        authorizationDetailsForGrantSource: (ctx) => [...(ctx.oidc.grant?.rar ?? [])],
        authorizationDetailsForAccessToken: async (ctx, token) =>
          (await options.claims.details(ctx.oidc.grant?.jti, audienceOf(token))).map((detail) => ({
            ...detail,
          })),
        authorizationDetailsForIntrospection: (_ctx, token) => [...(token.rar ?? [])],
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) =>
          options.pages.logoutForm(ctx, readLogoutForm(registry, ctx, form, options.portalUri)),
        postLogoutSuccessSource: (ctx) => options.pages.loggedOut(ctx),
      },
    },
    extraTokenClaims: (ctx, token) => options.claims.extra(ctx, token),
    formats: {
      customizers: { jwt: (ctx, token, jwt) => options.claims.customizeJwt(ctx, token, jwt) },
    },
    expiresWithSession,
    issueRefreshToken,
    rotateRefreshToken,
    revokeGrantPolicy: () => true,
    pkce: {
      required: (ctx, client) =>
        isPkceRequired(registry, client.clientId, ctx.oidc.params?.['nonce']),
    },
    pairwiseIdentifier: (_ctx, accountId, client) =>
      pairwise(options.pairwiseKey, accountId, client),
    findAccount: options.findAccount,
    loadExistingGrant: options.loadExistingGrant,
    interactions: {
      policy: createPolicy(options.policy),
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    renderError: (ctx, _out, error) => renderError(options.pages, ctx, error),
    fetch: options.fetch,
    ttl: {
      AccessToken: (ctx) =>
        Math.max(1, Math.min(ACCESS_TOKEN_S, ctx.oidc.grant?.remainingTTL ?? ACCESS_TOKEN_S)),
      ClientCredentials: ACCESS_TOKEN_S,
      AuthorizationCode: AUTHORIZATION_CODE_S,
      Grant: SESSION_ABSOLUTE_S,
      IdToken: ID_TOKEN_S,
      Interaction: INTERACTION_S,
      RefreshToken: refreshTokenTtl,
      Session: (_ctx, session) => sessionTtl(session.authTime()),
    },
  });
  return provider;
}
