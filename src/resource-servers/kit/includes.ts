/** `_include`: what a search may bring along. What is not listed is never evaluated. @source resource-servers 1.7 N7 */
import { ApiError } from './errors.ts';

const NAMES: readonly string[] = ['_include', '_include:iterate'];

/** Names for `judged` of a search definition. */
export const INCLUDE_PARAMETERS = NAMES;

/** What was asked of what is allowed, and the query without the rest. */
export interface Includes {
  readonly asked: ReadonlySet<string>;
  readonly query: URLSearchParams;
}

/**
 * Reads the includes of a query; `allowed` are written as in an address, `_include=Slot:schedule`.
 * @throws ApiError VALIDATION_ERROR another one is asked strictly
 */
export function readIncludes(
  query: URLSearchParams,
  allowed: readonly string[],
  isStrict: boolean,
): Includes {
  const kept = new URLSearchParams();
  const asked = new Set<string>();
  for (const [name, value] of query) {
    const written = `${name}=${value}`;
    if (!NAMES.includes(name)) kept.append(name, value);
    else if (allowed.includes(written)) {
      asked.add(written);
      kept.append(name, value);
    } else if (isStrict) throw new ApiError('VALIDATION_ERROR', { field: 'http._include' });
  }
  return { asked, query: kept };
}
