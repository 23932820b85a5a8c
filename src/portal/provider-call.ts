/** Calls to the provider: what went wrong, in the portal's words. */
import { ClientError, ResponseBodyError } from 'openid-client';
import { GrantLostError, StopError } from './stops.ts';

/** Codes of openid-client for an answer that never came or was no answer of a provider. */
const DOWN_CODES = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

/**
 * Makes the call. @throws StopError `unavailable`: no answer, or a 5xx · GrantLostError:
 * `invalid_grant` · anything else as openid-client throws it
 */
export async function providerCall<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ResponseBodyError && error.error === 'invalid_grant')
      throw new GrantLostError('invalid_grant', { cause: error });
    if (isDown(error))
      throw new StopError('unavailable', { detail: 'provider does not answer' }, { cause: error });
    throw error;
  }
}

/** The grant carries nothing at the audience that was asked (RFC 8707 2, RFC 6749 5.2). */
export function isOutOfReach(error: unknown): boolean {
  return (
    error instanceof ResponseBodyError &&
    (error.error === 'invalid_scope' || error.error === 'invalid_target')
  );
}

function isDown(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status >= 500 || error.status === 429;
  if (error instanceof ClientError) return error.code !== undefined && DOWN_CODES.has(error.code);
  // what fetch throws when nobody listens; other TypeErrors are mistakes of ours
  return error instanceof TypeError && error.message === 'fetch failed';
}
