/** Pages of JSON lists: `{ total, items, next }`. Pure. @source resource-servers 1.8 */
import { z } from 'zod';

/** One page. */
export interface JsonPage<T> {
  readonly total: number;
  readonly items: readonly T[];
  /** Cursor of the next page: only it is taken from the address. */
  readonly next: string | undefined;
}

const page = z.object({
  total: z.number().int().nonnegative(),
  items: z.array(z.unknown()),
  next: z.string().nullish(),
});

/** Reads a page whose items `read` reads. Throws when it is none. */
export function readJsonPage<T>(json: unknown, read: (item: unknown) => T): JsonPage<T> {
  const { total, items, next } = page.parse(json);
  const query = next?.slice(next.indexOf('?') + 1);
  const cursor = query === undefined ? undefined : new URLSearchParams(query).get('cursor');
  return { total, items: items.map(read), next: cursor ?? undefined };
}
