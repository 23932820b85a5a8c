/**
 * Token exchange (RFC 8693): an app gets a token for another person without a redirect.
 *
 * The subject token is the client's own access token without audience and not delegated; one
 * `resource`, one authorization detail with `delegation_id`. The answer is an access token only, on
 * a grant of its own that dies with its parent.
 */
// Outside the library's semantic versioning: the version is pinned and a test guards the import (design 6).
import * as helpers from 'oidc-provider/lib/helpers/grants.js';
import { type AccessToken, type KoaContextWithOIDC, type Provider, errors } from 'oidc-provider';
import { TOKEN_EXCHANGE } from '../../config/clients.ts';
import type { Indexer } from '../credentials/indexer.ts';
import { CommandRefusedError } from '../domain/errors.ts';
import type { Stores } from '../stores/stores.ts';
import { DELEGATION_TYPE } from '../tokens/claims.ts';
import { countExchange } from './exchange-rate.ts';
import { detailOf, type GrantRecords, type LiveGrant } from './grant-records.ts';
import type { Grants } from './grants.ts';
import type { Registry } from './registry.ts';
import { targetsOf } from './targets.ts';

const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

export interface ExchangeDeps {
  readonly provider: Provider;
  readonly registry: Registry;
  readonly records: GrantRecords;
  readonly grants: Grants;
  readonly stores: Pick<Stores, 'tallies'>;
  readonly indexer: Indexer;
}

/** Registers the grant type. */
export function registerTokenExchange(deps: ExchangeDeps): void {
  const parameters = [
    'subject_token',
    'subject_token_type',
    'requested_token_type',
    'scope',
    'resource',
    'authorization_details',
  ];
  deps.provider.registerGrantType(TOKEN_EXCHANGE, (ctx) => exchange(deps, ctx), parameters, [
    'resource',
  ]);
}

async function exchange(deps: ExchangeDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const { provider } = deps;
  const params = ctx.oidc.params ?? {};
  const client = ctx.oidc.client && deps.registry.client(ctx.oidc.client.clientId);
  if (!client?.may_exchange || !ctx.oidc.client)
    throw new errors.UnauthorizedClient('this client may not exchange tokens');
  const { delegationId, resource } = readRequest(params);
  const dPoP = await helpers.validateDpop(provider, ctx);
  const { subject, parent } = await subjectOf(deps, ctx, String(params['subject_token']));
  if (subject.jkt !== undefined && subject.jkt !== dPoP?.thumbprint)
    throw new errors.InvalidGrant('failed jkt verification');
  await helpers.checkDpopReplay(provider, ctx, dPoP, client.client_id);
  await countExchange(deps, parent.record.id);

  const scopes = deps.registry.scopesFor(client, resource, 'person');
  if (!scopes || !deps.registry.isDelegationAware(resource))
    throw new errors.InvalidTarget('this client may not ask for this resource for another person');
  const scope = typeof params['scope'] === 'string' ? params['scope'] : scopes.join(' ');
  const [target] = targetsOf(deps.registry, client, { resource, scope });
  if (!target) throw new errors.InvalidTarget('this client may not ask for this resource');
  const grant = await deps.grants
    .make({
      client,
      accountId: parent.actor.id,
      choice: { delegationId },
      targets: [target],
      scopes: [],
      authTime: parent.record.authTime ?? Math.floor(parent.record.createdAt / 1000),
      amr: parent.record.amr ?? [],
      parentId: parent.record.id,
      ...(parent.record.sessionUid === undefined ? {} : { sessionUid: parent.record.sessionUid }),
    })
    .catch((error: unknown) => {
      if (!(error instanceof CommandRefusedError)) throw error;
      if (error.reason === 'nothing_granted') throw new errors.InvalidScope(error.message, scope);
      throw new errors.InvalidAuthorizationDetails('the delegation is not in force');
    });
  ctx.oidc.entity('Grant', grant);

  const token = new provider.AccessToken({
    accountId: parent.actor.id,
    client: ctx.oidc.client,
    grantId: grant.jti,
    gty: TOKEN_EXCHANGE,
    ...(subject.sid === undefined ? {} : { sid: subject.sid }),
  }); // the library's types ask for members it fills itself
  await helpers.resolveAndApplyResource(
    provider,
    ctx,
    { scopes: new Set(target.scopes), resource, resourceIndicators: new Set([resource]) },
    token,
    grant,
  );
  if (dPoP) token.setThumbprint('jkt', dPoP.thumbprint);
  token.rar = grant.rar ?? [];
  ctx.oidc.entity('AccessToken', token);
  ctx.body = helpers.buildTokenResponse(provider, {
    accessToken: await token.save(),
    authorizationDetails: token.rar,
    expiresIn: token.expiration,
    issuedTokenType: ACCESS_TOKEN_TYPE,
    scope: token.scope,
    tokenType: token.tokenType,
  });
}

function readRequest(params: Readonly<Record<string, unknown>>): {
  delegationId: string;
  resource: string;
} {
  if (typeof params['subject_token'] !== 'string')
    throw new errors.InvalidRequest('subject_token is missing');
  if (params['subject_token_type'] !== ACCESS_TOKEN_TYPE)
    throw new errors.InvalidRequest(`subject_token_type must be ${ACCESS_TOKEN_TYPE}`);
  if (
    params['requested_token_type'] !== undefined &&
    params['requested_token_type'] !== ACCESS_TOKEN_TYPE
  )
    throw new errors.InvalidRequest(`requested_token_type must be ${ACCESS_TOKEN_TYPE}`);
  const { resource } = params;
  if (typeof resource !== 'string')
    throw new errors.InvalidTarget('exactly one resource is needed');
  const details =
    typeof params['authorization_details'] === 'string'
      ? (JSON.parse(params['authorization_details']) as { type: string; delegation_id: string }[])
      : []; // checked by the library before
  const [detail] = details;
  if (!detail || details.length !== 1 || detail.type !== DELEGATION_TYPE)
    throw new errors.InvalidAuthorizationDetails(
      'exactly one detail with a delegation_id is needed',
    );
  return { delegationId: detail.delegation_id, resource };
}

async function subjectOf(
  deps: ExchangeDeps,
  ctx: KoaContextWithOIDC,
  value: string,
): Promise<{ subject: AccessToken; parent: LiveGrant }> {
  const subject = await deps.provider.AccessToken.find(value);
  if (!subject || subject.clientId !== ctx.oidc.client?.clientId)
    throw new errors.InvalidGrant('subject token is not valid');
  if (subject.aud !== undefined)
    throw new errors.InvalidGrant('subject token must have no audience');
  const parent = await deps.records.live(subject.grantId, Date.now());
  if (!parent || parent.record.parentId !== undefined)
    throw new errors.InvalidGrant('subject token is not valid');
  if (detailOf(parent.record))
    throw new errors.InvalidGrant('a delegated token cannot be exchanged');
  return { subject, parent };
}
