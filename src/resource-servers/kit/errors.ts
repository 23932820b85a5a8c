/**
 * What a resource server refuses, in one table: HTTP status, FHIR issue code, RFC 6750 word.
 *
 * Codes in capitals are Lombardy's list, the others ours (`urn:gass:error`). Texts for the person
 * are in `error-texts.ts`; `detail` is for the log alone. @source resource-servers 1.10
 */
import { RETRY_AFTER_S } from '../../../config/limits.ts';
import { GassError } from '../../domain/errors.ts';

/** One row of the table. `challenge` is the `error` of `WWW-Authenticate`, null for none but a header. */
export interface ErrorRow {
  readonly status: number;
  readonly issue:
    | 'login'
    | 'expired'
    | 'forbidden'
    | 'invalid'
    | 'not-supported'
    | 'too-long'
    | 'not-found'
    | 'conflict'
    | 'business-rule'
    | 'value'
    | 'required'
    | 'throttled'
    | 'transient'
    | 'exception';
  readonly challenge?: string | null;
}

/** Every code with its row. */
export const ERRORS = {
  ACCESS_TOKEN_MISSING: { status: 401, issue: 'login', challenge: null },
  ACCESS_TOKEN_INVALID: { status: 401, issue: 'login', challenge: 'invalid_token' },
  ACCESS_TOKEN_EXPIRED: { status: 401, issue: 'expired', challenge: 'invalid_token' },
  'token-revoked': { status: 401, issue: 'login', challenge: 'invalid_token' },
  'proof-invalid': { status: 401, issue: 'login', challenge: 'invalid_dpop_proof' },
  'step-up-required': {
    status: 401,
    issue: 'login',
    challenge: 'insufficient_user_authentication',
  },
  'token-in-request': { status: 400, issue: 'invalid', challenge: 'invalid_request' },
  ACCESS_DENIED_LEVEL: { status: 403, issue: 'forbidden', challenge: 'insufficient_scope' },
  'delegation-not-accepted': { status: 403, issue: 'forbidden', challenge: 'insufficient_scope' },
  'delegation-basis': { status: 403, issue: 'forbidden', challenge: 'insufficient_scope' },
  'delegation-action': { status: 403, issue: 'forbidden', challenge: 'insufficient_scope' },
  'other-patient': { status: 403, issue: 'forbidden', challenge: 'insufficient_scope' },
  VALIDATION_ERROR: { status: 400, issue: 'invalid' },
  'cursor-invalid': { status: 400, issue: 'invalid' },
  METHOD_NOT_ALLOWED: { status: 405, issue: 'not-supported' },
  NOT_ACCEPTABLE: { status: 406, issue: 'not-supported' },
  'too-large': { status: 413, issue: 'too-long' },
  'address-too-long': { status: 414, issue: 'too-long' },
  'unsupported-type': { status: 415, issue: 'not-supported' },
  RESOURCE_NOT_FOUND: { status: 404, issue: 'not-found' },
  'duplicate-identifier': { status: 409, issue: 'conflict' },
  'consulted-online': { status: 409, issue: 'conflict' },
  'version-changed': { status: 412, issue: 'conflict' },
  NOT_PROCESSABLE: { status: 422, issue: 'business-rule' },
  'not-a-minor': { status: 422, issue: 'business-rule' },
  'hash-mismatch': { status: 422, issue: 'value' },
  'type-class-mismatch': { status: 422, issue: 'value' },
  'unknown-replaced': { status: 422, issue: 'value' },
  'slot-taken': { status: 409, issue: 'conflict' },
  'already-booked': { status: 409, issue: 'conflict' },
  'service-mismatch': { status: 422, issue: 'business-rule' },
  'prescription-unknown': { status: 422, issue: 'value' },
  'prescription-expired': { status: 422, issue: 'business-rule' },
  'priority-expired': { status: 422, issue: 'business-rule' },
  'too-many': { status: 422, issue: 'business-rule' },
  'cancel-too-late': { status: 422, issue: 'business-rule' },
  'not-changeable': { status: 422, issue: 'business-rule' },
  'text-changed': { status: 409, issue: 'conflict' },
  'already-active': { status: 409, issue: 'conflict' },
  'not-declarable': { status: 422, issue: 'business-rule' },
  'facts-missing': { status: 422, issue: 'required' },
  age: { status: 422, issue: 'business-rule' },
  'not-revocable': { status: 422, issue: 'business-rule' },
  'current-changed': { status: 409, issue: 'conflict' },
  'doctor-full': { status: 409, issue: 'conflict' },
  'one-change-a-day': { status: 409, issue: 'conflict' },
  'wrong-age': { status: 422, issue: 'business-rule' },
  'wrong-district': { status: 422, issue: 'business-rule' },
  'same-association': { status: 422, issue: 'business-rule' },
  'desk-only': { status: 422, issue: 'business-rule' },
  'key-reused': { status: 422, issue: 'business-rule' },
  'still-running': { status: 409, issue: 'conflict' },
  TOO_MANY_REQUESTS: { status: 429, issue: 'throttled' },
  SERVICE_UNAVAILABLE: { status: 503, issue: 'transient' },
  INTERNAL_ERROR: { status: 500, issue: 'exception' },
} as const satisfies Readonly<Record<string, ErrorRow>>;

export type ApiErrorCode = keyof typeof ERRORS;

export interface ApiErrorOptions extends ErrorOptions {
  /** For the log only. */
  readonly detail?: string;
  /** What is wrong: `http.<parameter>`, or a path in the body. */
  readonly field?: string;
  /** Scope that would have been enough. */
  readonly scope?: string;
  /** Level that would have been enough (RFC 9470). */
  readonly acr?: string;
  /** Seconds, for `Retry-After`. */
  readonly retryAfter?: number;
}

/** A refusal of a resource server, with everything its answer needs but the language. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly row: ErrorRow;
  readonly options: ApiErrorOptions;
  constructor(code: ApiErrorCode, options: ApiErrorOptions = {}) {
    super(code, options);
    this.code = code;
    this.row = ERRORS[code];
    this.options = options;
  }
}

/** Any thrown thing as a refusal; what nobody expected is INTERNAL_ERROR. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (!(error instanceof GassError)) return new ApiError('INTERNAL_ERROR', { cause: error });
  const options = { cause: error, ...(error.detail === undefined ? {} : { detail: error.detail }) };
  if (error.status === 503)
    return new ApiError('SERVICE_UNAVAILABLE', {
      ...options,
      retryAfter: error.retryAfter ?? RETRY_AFTER_S,
    });
  if (error.status === 400) return new ApiError('VALIDATION_ERROR', options);
  return new ApiError('INTERNAL_ERROR', options);
}
