/** What the gateway's answers mean for a message: is it worth another try? */
import { type DeliveryFailure, PermanentFailure, TemporaryFailure } from '../channel.ts';

/**
 * By status of the SMS API. What is wrong with our account or settings is temporary: somebody
 * mends it while notices wait; what is wrong with the number or the text is not.
 */
const PERMANENT: Readonly<Record<string, string>> = {
  2: 'refused_value',
  3: 'refused_value',
  6: 'unroutable',
  7: 'barred_number',
  12: 'too_long',
  22: 'unroutable',
  23: 'refused_value',
  29: 'not_allowed',
  33: 'number_deactivated',
};
const TEMPORARY: Readonly<Record<string, string>> = {
  1: 'throttled',
  4: 'bad_credentials',
  5: 'gateway_error',
  8: 'account_barred',
  9: 'no_credit',
  10: 'throttled',
  11: 'account_barred',
  14: 'bad_credentials',
  15: 'bad_sender',
  32: 'bad_credentials',
};

/** The failure behind the statuses of the parts that failed; ours have one part. */
export function failureOfStatus(statuses: readonly (string | undefined)[]): DeliveryFailure {
  const status = statuses.length === 1 ? (statuses[0] ?? '') : '';
  const permanent = PERMANENT[status];
  if (permanent !== undefined) return new PermanentFailure(permanent);
  return new TemporaryFailure(TEMPORARY[status] ?? 'gateway_error');
}

/** The failure behind an HTTP status other than 2xx. */
export function failureOfHttp(status: number): DeliveryFailure {
  if (status === 401 || status === 403) return new TemporaryFailure('bad_credentials');
  if (status === 402) return new TemporaryFailure('no_credit');
  if (status === 429) return new TemporaryFailure('throttled');
  if (status === 400 || status === 413 || status === 422)
    return new PermanentFailure('refused_value');
  return new TemporaryFailure('gateway_error');
}
