/**
 * Pieces of koa that every process shares, and the kit that makes its pages.
 *
 * May import `domain/errors` and `config`, nothing else of ours. Order in an application
 * (`app.ts` lays it): client address -> request log -> metrics -> headers -> edge of errors ->
 * health -> routes. Pages: `pages.ts` (layout, partials), `catalog.ts` (texts), `assets.ts` (files).
 */
import type { Context } from 'koa';

/** What the log may say of a request beside its line: filled on the way, never a secret. */
export interface RequestFacts {
  /** UUID of the request. */
  requestId?: string;
  /** Whose request it is, once proven: the account id, never a name. */
  accountId?: string;
  errorCode?: string;
  errorDetail?: string;
  /** The number a person can tell to support. */
  reference?: string;
}

/** The facts of this request; a handler that knows the account writes `factsOf(ctx).accountId`. */
export function factsOf(ctx: Pick<Context, 'state'>): RequestFacts {
  const state: RequestFacts = ctx.state;
  return state;
}
