/** Requests that end in a page saying what to do, as errors that routes throw. */

/** The pages; each has its text in `texts.it.ts` under `stop`. @source ux 1.8, 1.11, 1.12 */
export type StopPage =
  | 'bad_request'
  | 'broken'
  | 'cookies'
  | 'denied'
  | 'document_gone'
  | 'ended'
  | 'expired'
  | 'idle'
  | 'not_found'
  | 'other_tab'
  | 'reports_down'
  | 'signed_out'
  | 'unavailable';

const STATUS: Readonly<Record<StopPage, number>> = {
  bad_request: 400,
  broken: 500,
  cookies: 400,
  denied: 200,
  document_gone: 404,
  ended: 403,
  expired: 410,
  idle: 403,
  not_found: 404,
  other_tab: 409,
  reports_down: 503,
  signed_out: 403,
  unavailable: 503,
};

/** What the page needs beside its text. */
export interface StopContext {
  /** The name in `other_tab` and `ended`. */
  readonly name?: string;
  /** Path of this portal to come back to. */
  readonly returnTo?: string;
  /** For the log only, never a secret. */
  readonly detail?: string;
}

/** The request ends in this page. */
export class StopError extends Error {
  override readonly name = 'StopError';
  readonly page: StopPage;
  readonly context: StopContext;
  constructor(page: StopPage, context: StopContext = {}, options?: ErrorOptions) {
    super(page, options);
    this.page = page;
    this.context = context;
  }
}

/** The grant in use no longer works: revoked, ended, or its provider session is over. */
export class GrantLostError extends Error {
  override readonly name = 'GrantLostError';
}

/** HTTP status of a stop page. */
export function stopStatus(page: StopPage): number {
  return STATUS[page];
}
