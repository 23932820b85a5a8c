/** A door that is none of oidc-provider's: interactions that a test began, ended by a redirect that says how. */
import type { LoginAttempt } from '../../src/domain/login.ts';
import { GassError } from '../../src/domain/errors.ts';
import { type InteractionDoor, InteractionOverError } from '../../src/provider/interaction.ts';
import type { TestDeps } from './command-deps.ts';

/** The cookie that the protocol would set at the authorization endpoint. */
export const INTERACTION_COOKIE = 'gass_provider_interaction';

/** Opens what stands in `begun`; the cookie's value is the uid. */
export function fakeDoor(
  deps: TestDeps,
  begun: ReadonlyMap<string, LoginAttempt>,
  clientUri: string,
): InteractionDoor {
  const leave = (ctx: Parameters<InteractionDoor['open']>[0], query: string): Promise<void> => {
    ctx.status = 303;
    ctx.set('Location', `${clientUri}callback?${query}`);
    return Promise.resolve();
  };
  return {
    async open(ctx, uid) {
      const cookie = ctx.cookies.get(INTERACTION_COOKIE, { signed: false });
      if (cookie === undefined)
        throw new GassError('cookies', { status: 400, detail: 'no cookie came back' });
      const attempt = begun.get(uid);
      if (!attempt || cookie !== uid) throw new InteractionOverError(clientUri);
      return {
        uid,
        clientId: attempt.requested.clientId,
        clientName: { it: 'Portale della salute', en: 'Portale della salute', isTranslated: false },
        clientUri: clientUri,
        redirectOrigin: new URL(clientUri).origin,
        attempt: (await deps.stores.attempts.get(uid)) ?? attempt,
        formSecret: `secret of ${uid}`,
      };
    },
    complete: (ctx) => leave(ctx, 'code=1'),
    refuse: (ctx, _open, attempt) =>
      leave(
        ctx,
        `error=${attempt.refusedAs === 'unmet_acr' ? 'unmet_authentication_requirements' : 'access_denied'}`,
      ),
  };
}
