/**
 * The errors of the system: values with a stable code.
 *
 * The wire form (status, code) and the sentence for the person differ from what the log keeps
 * (`detail`, `cause`): `detail` never leaves the machine. One edge handler in `src/web/errors.ts`
 * turns them into answers. The table of codes is in the README and held by a test.
 */

/** Codes that can reach a person or a client; each has a row in the README's error table. */
export type ErrorCode =
  | 'bad_request'
  | 'conflict'
  | 'cookies'
  | 'expired'
  | 'forbidden'
  | 'not_found'
  | 'refused'
  | 'slow_down'
  | 'too_large'
  | 'too_many'
  | 'unavailable'
  | 'broken';

export interface GassErrorOptions extends ErrorOptions {
  /** HTTP status of the answer. */
  readonly status: number;
  /** For the log only: never shown, never a secret. */
  readonly detail?: string | undefined;
  /** Seconds the caller should wait, for `Retry-After`. */
  readonly retryAfter?: number | undefined;
}

/** A refusal or failure that is expected: stable code, HTTP status, detail for the log alone. */
export class GassError extends Error {
  override readonly name: string = 'GassError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly retryAfter: number | undefined;
  constructor(code: ErrorCode, options: GassErrorOptions) {
    super(code, options);
    this.code = code;
    this.status = options.status;
    this.detail = options.detail;
    this.retryAfter = options.retryAfter;
  }
}

/** A text is not what it must be; `field` names it, the message says what is asked. */
export class InvalidValueError extends GassError {
  override readonly name = 'InvalidValueError';
  readonly field: string;
  constructor(field: string, detail: string) {
    super('bad_request', { status: 400, detail });
    this.field = field;
  }
}

/** A command refuses: `reason` is a stable word, `detail` a sentence for operators and logs. */
export class CommandRefusedError extends GassError {
  override readonly name = 'CommandRefusedError';
  readonly reason: string;
  constructor(reason: string, detail: string) {
    super('refused', { status: 422, detail });
    this.reason = reason;
  }
}

/** Everything is busy: the caller should come back after `retryAfter` seconds. */
export class OverloadedError extends GassError {
  override readonly name = 'OverloadedError';
  constructor(detail: string, retryAfter: number) {
    super('unavailable', { status: 503, detail, retryAfter });
  }
}
