/**
 * What commands work with. A command is a verb: it asks the domain whether something is allowed,
 * does it and remembers it. Each takes only the part of these that it needs.
 */
import type { AuditTrail } from '../audit/trail.ts';
import type { Hasher } from '../credentials/hasher.ts';
import type { Indexer } from '../credentials/indexer.ts';
import type { OneTimeCodes } from '../credentials/one-time-code.ts';
import type { Courier } from '../delivery/courier.ts';
import type { LoginAttempt, PageError } from '../domain/login.ts';
import type { Stores } from '../stores/stores.ts';

export interface CommandDeps {
  readonly stores: Stores;
  readonly hasher: Hasher;
  readonly codes: OneTimeCodes;
  /** HMAC of bearer values, serials, addresses: keys of tallies and devices. */
  readonly indexer: Indexer;
  readonly courier: Courier;
  readonly audit: AuditTrail;
  /** Host of the issuer, for the origin-bound line of the code's SMS. */
  readonly host: string;
  /** Address of the portal, printed in letters. */
  readonly portalAddress: string;
}

/** Who stands before the page: network address, and the known-device cookie if any. */
export interface Visitor {
  readonly address: string;
  readonly deviceCookie?: string;
}

/** What every step of a login starts from. `attempt` is as last read; it may not be stored yet. */
export interface LoginContext {
  readonly attempt: LoginAttempt;
  readonly visitor: Visitor;
  /** Epoch ms. */
  readonly now: number;
  /** The hidden `page` field as it came back; absent when the answer has none (ux 1.0.3). */
  readonly page?: string | undefined;
}

/** A refused answer: what the page says. 422 refused, 429 slow down, 410 expired, 503 busy. */
export interface Refusal {
  readonly status: 410 | 422 | 429 | 503;
  readonly errors: readonly PageError[];
  readonly retryAfter?: number;
}

/**
 * Where the attempt stands after a step. With a `refusal` the page of the attempt's step is shown
 * with it; without one the answer is 303. It may have ended as refused: `stepOf` tells.
 */
export interface StepResult {
  readonly attempt: LoginAttempt;
  readonly refusal?: Refusal;
  /** Nothing was done: the page was answered before. With the refusal that was given then, if any. */
  readonly isRepeat?: true;
}
