/**
 * A grant chosen in an interaction takes the place of the client's former one in the session, but
 * only once the request has given its code.
 *
 * The library puts the chosen grant into the session before it has judged the request. One that
 * then ends in an error (a level not reached, a pushed request used in another tab) would take away
 * what worked: here it is put back, and the chosen grant goes instead.
 */
import type { Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { GrantRecords } from './grant-records.ts';

/** Two grants of one client in one session. */
export interface Replacement {
  readonly clientId: string;
  readonly formerId: string;
  readonly chosenId: string;
}

export interface ReplacedGrants {
  /** Remembers, for this request, which grant the chosen one would replace. */
  note(ctx: KoaContextWithOIDC, replacement: Replacement): void;
  /** In front of the library: ends one of the two before the answer leaves. */
  readonly settle: Middleware;
}

export function createReplacedGrants(records: GrantRecords): ReplacedGrants {
  const noted = new WeakMap<object, Replacement>();
  return {
    note: (ctx, replacement) => noted.set(ctx.req, replacement),
    settle: async (ctx, next) => {
      await next();
      const replacement = noted.get(ctx.req);
      if (!replacement) return;
      const { clientId, formerId, chosenId } = replacement;
      const { entities, session } = (ctx as KoaContextWithOIDC).oidc; // noted by the library's own route
      if (entities.AuthorizationCode) {
        await records.revoke(formerId, Date.now());
        return;
      }
      await records.revoke(chosenId, Date.now());
      session?.grantIdFor(clientId, formerId);
      await session?.persist();
    },
  };
}
