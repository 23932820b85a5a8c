/** The driver's errors in the port's words. */
import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';
import { STORAGE_WAIT_MS } from '../../config/limits.ts';
import { StorageUnavailableError } from './collection.ts';

const { MongoError, MongoNetworkError, MongoServerError, MongoWriteConcernError } = mongoose.mongo;
const DUPLICATE_KEY = 11_000;

/** Whether the call may have been done or not, and may be tried once more if that does no harm. */
export function isInDoubt(error: unknown): boolean {
  return (
    error instanceof MongoNetworkError ||
    isSocketError(error) ||
    error instanceof MongoWriteConcernError ||
    (error instanceof MongoError && error.hasErrorLabel('RetryableWriteError'))
  );
}

/** Whether an id or a unique value is taken. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** The field that is taken. */
export function duplicateField(error: unknown): string {
  const { keyPattern } = error as { keyPattern?: Record<string, unknown> };
  const [field = 'id'] = Object.keys(keyPattern ?? {});
  return field === '_id' ? 'id' : field;
}

/** What the caller is told: what the driver or mongoose complains of as unavailable, all else as it is. */
export function translate(error: unknown): unknown {
  if (!(error instanceof MongoError || error instanceof mongoose.Error || isSocketError(error)))
    return error;
  return new StorageUnavailableError(`MongoDB: ${error.name}: ${error.message}`, { cause: error });
}

/** Driver 7.8 lets an EPIPE of its socket through unwrapped. */
function isSocketError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code));
}

/** Runs what does no harm when it is done twice, once more when the answer was lost. @throws StorageUnavailableError */
export async function answered<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call().catch((error: unknown) => {
      if (!isInDoubt(error)) throw error;
      return call();
    });
  } catch (error) {
    throw translate(error);
  }
}

/**
 * What `work` becomes, but no later than STORAGE_WAIT_MS: against a server that is silent the
 * driver's own tries add up to 12 s. @throws StorageUnavailableError whether it was done is not known
 */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  const abort = new AbortController();
  const late = pause(STORAGE_WAIT_MS, undefined, { signal: abort.signal }).then(() => {
    throw new StorageUnavailableError('MongoDB: no answer in time');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    abort.abort();
    late.catch(() => undefined); // the timer that was called off
    work.catch(() => undefined); // what fails after its caller has gone
  }
}
