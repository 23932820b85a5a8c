/** Requests that end in a page saying what to do, as errors that routes throw. */
import type { Section, Service } from './sections.ts';

/** Pages of the kit. @source ux 1.8 */
const KIT_STATUS = {
  bad_request: 400,
  cookies: 400,
  expired: 410,
  not_found: 404,
  unavailable: 503,
} as const;
/** Pages of the portal alone. @source ux 1.8, 1.11, 1.12 */
const OWN_STATUS = {
  denied: 200,
  document_gone: 404,
  ended: 403,
  idle: 403,
  no_pin: 403,
  not_covered: 403,
  only_patient: 403,
  other_tab: 409,
  service_down: 503,
  signed_out: 403,
} as const;

export type KitStop = keyof typeof KIT_STATUS;
export type OwnStop = keyof typeof OWN_STATUS;
export type StopPage = KitStop | OwnStop;

/** What the page needs beside its text. */
export interface StopContext {
  /** The name in `other_tab`, `ended`, `not_covered` and `only_patient`. */
  readonly name?: string | undefined;
  /** Path of this portal to come back to. */
  readonly returnTo?: string | undefined;
  /** The service in `service_down`, the section in `not_covered`. */
  readonly service?: Service | undefined;
  readonly section?: Section | undefined;
  /** For the log only, never a secret. */
  readonly detail?: string | undefined;
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
  return isKitStop(page) ? KIT_STATUS[page] : OWN_STATUS[page];
}

/** Whether the page kit shows it. */
export function isKitStop(page: StopPage): page is KitStop {
  return page in KIT_STATUS;
}
