/** The door of `interaction.ts`, opened on oidc-provider's interactions. */
import type { Context } from 'koa';
import { type Interaction, type Provider, errors } from 'oidc-provider';
import type { ClientRegistration } from '../../config/clients.ts';
import type { AuditTrail } from '../audit/trail.ts';
import { endAccess } from '../commands/end-access.ts';
import type { Indexer } from '../credentials/indexer.ts';
import { CommandRefusedError, GassError } from '../domain/errors.ts';
import { stepOf } from '../domain/login.ts';
import type { Stores } from '../stores/stores.ts';
import { ACR_OTP } from '../tokens/acr.ts';
import type { AttemptBeginner } from './begin-attempt.ts';
import { sentCookies } from './cookies.ts';
import type { Grants } from './grants.ts';
import { type InteractionDoor, InteractionOverError } from './interaction.ts';
import { claimsOf, nameOf, originOf } from './interaction-details.ts';
import type { Registry } from './registry.ts';
import { scopesOf } from './targets.ts';

export interface DoorDeps {
  readonly provider: Provider;
  readonly stores: Stores;
  readonly audit: AuditTrail;
  readonly registry: Registry;
  readonly grants: Grants;
  readonly begin: AttemptBeginner;
  readonly indexer: Indexer;
  /** Where people go when the client has no address of its own. */
  readonly portalUri: string;
}

export function createDoor(deps: DoorDeps): InteractionDoor {
  const isHttps = deps.provider.issuer.startsWith('https:');
  const detailsOf = async (ctx: Context, uid: string): Promise<Interaction> => {
    try {
      const details = await deps.provider.interactionDetails(ctx.req, ctx.res);
      if (details.uid === uid) return details;
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
    }
    if (!sentCookies(ctx, isHttps))
      throw new GassError('cookies', { status: 400, detail: 'no cookie came back' });
    const over = await deps.stores.attempts.get(uid);
    throw new InteractionOverError(
      over && clientUri(deps, deps.registry.client(over.requested.clientId)),
    );
  };

  return {
    async open(ctx, uid) {
      const details = await detailsOf(ctx, uid);
      const client = deps.registry.client(String(details.params['client_id']));
      if (!client) throw new InteractionOverError(undefined);
      const stored = await deps.stores.attempts.get(uid);
      return {
        uid,
        clientId: client.client_id,
        clientName: nameOf(client),
        clientUri: clientUri(deps, client),
        redirectOrigin: originOf(details),
        attempt: stored ?? (await deps.begin(details, client, Date.now())),
        formSecret: deps.indexer.indexOf('form', uid),
      };
    },

    async complete(ctx, open, attempt) {
      const details = await detailsOf(ctx, open.uid);
      const client = deps.registry.client(open.clientId);
      const { accountId, choice, secondFactorAt } = attempt;
      if (
        stepOf(attempt, Date.now()) !== 'completed' ||
        !client ||
        !accountId ||
        !choice ||
        secondFactorAt === undefined
      )
        throw new GassError('expired', { status: 410, detail: 'the login is not complete' });
      // Made already, and not fetched yet: a reload must not make another grant.
      const made = details.result?.consent?.grantId;
      if (made !== undefined && (await deps.provider.Grant.find(made))) {
        redirect(ctx, details.returnTo);
        return;
      }
      await leaveOtherAccount(deps, ctx, details, accountId);
      const authTime = Math.floor(secondFactorAt / 1000);
      try {
        const grant = await deps.grants.make({
          client,
          accountId,
          choice,
          targets: attempt.requested.targets,
          scopes: scopesOf(details.params),
          claims: claimsOf(details),
          authTime,
          amr: attempt.amr,
          ...(attempt.passwordAt === undefined ? {} : { provenAt: attempt.passwordAt }),
          ...(attempt.pinAt === undefined ? {} : { pinAt: attempt.pinAt }),
        });
        await finish(ctx, {
          // Without `remember` the cookie ends with the browser: computers are shared.
          login: { accountId, ts: authTime, amr: [...attempt.amr], acr: ACR_OTP, remember: false },
          delegation: { choice: 'self' in choice ? 'self' : choice.delegationId },
          consent: { grantId: grant.jti },
        });
      } catch (error) {
        if (!(error instanceof CommandRefusedError)) throw error;
        // What was chosen lost force after the choice: nothing is granted, the client is told.
        await finish(ctx, { error: 'access_denied', error_description: error.reason });
      }
    },

    async refuse(ctx, open, attempt) {
      await detailsOf(ctx, open.uid);
      const isUnmet = attempt.refusedAs === 'unmet_acr';
      await finish(ctx, {
        error: isUnmet ? 'unmet_authentication_requirements' : 'access_denied',
        error_description: isUnmet
          ? 'the requested authentication level cannot be reached'
          : 'the person did not sign in',
      });
    },
  };

  async function finish(
    ctx: Context,
    result: Parameters<Provider['interactionResult']>[2],
  ): Promise<void> {
    const location = await deps.provider.interactionResult(ctx.req, ctx.res, result, {
      mergeWithLastSubmission: false,
    });
    redirect(ctx, location);
  }
}

/**
 * Somebody else was logged in here: their session and its grants end now. The library would ask
 * for it with a page that needs a script.
 */
async function leaveOtherAccount(
  deps: DoorDeps,
  ctx: Context,
  details: Interaction,
  accountId: string,
): Promise<void> {
  // The session when the interaction began, and the browser's now: another tab may have logged in.
  const now = await deps.provider.Session.get(ctx); // reads cookies alone, which koa's context has
  const others = [details.session, now.accountId === undefined ? undefined : now].filter(
    (session) => session !== undefined && session.accountId !== accountId,
  );
  for (const session of others) {
    if (session?.uid === undefined) continue;
    await endAccess(
      deps,
      { sessionUid: session.uid },
      { cause: 'another_person_signed_in', now: Date.now() },
    );
  }
  if (details.session === undefined || details.session.accountId === accountId) return;
  details.session = undefined; // the resume compares it with the session, which is a new one now
  await details.persist();
}

/** 303 to an address; koa's own redirect would say 302. */
function redirect(ctx: Context, location: string): void {
  ctx.status = 303;
  ctx.redirect(location);
  ctx.status = 303;
}

function clientUri(deps: DoorDeps, client: ClientRegistration | undefined): string {
  const uri = client?.['client_uri'];
  return typeof uri === 'string' ? uri : deps.portalUri;
}
