/** Versions on the wire: weak ETags, `Location`, and the `If-Match` of who changes. @source resource-servers 1.9 */
import { ApiError } from './errors.ts';
import type { Call } from './route.ts';

/** The ETag of a version. */
export function etagOf(version: number): string {
  return `W/"${version}"`;
}

/** Headers of an answer that created or changed a resource. */
export function versionHeaders(
  base: string,
  place: { readonly type: string; readonly id: string; readonly version: number },
): Record<string, string> {
  const { type, id, version } = place;
  return { ETag: etagOf(version), Location: `${base}/${type}/${id}/_history/${version}` };
}

/** Whether a writer wants no body back (`Prefer: return=minimal`). */
export function wantsNoBody(call: Pick<Call, 'header'>): boolean {
  return /(^|[,;\s])return=minimal($|[,;\s])/.test(call.header('Prefer') ?? '');
}

/**
 * Compares `If-Match`, where it was sent, with the version that is about to change. Called inside
 * the guarded change, so that nothing comes between. @throws ApiError version-changed
 */
export function requireVersion(call: Pick<Call, 'header'>, version: number): void {
  const wanted = call.header('If-Match');
  if (wanted === undefined || wanted.trim() === '*') return;
  const tags = wanted.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!tags.includes(`"${version}"`)) throw new ApiError('version-changed');
}
