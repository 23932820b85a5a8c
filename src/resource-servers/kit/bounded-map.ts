/** A memory of limited size: what is newest stays. */

/** Keeps at most `limit` entries; adding one more forgets the oldest. */
export interface BoundedMap<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  /** Forgets what no longer holds, oldest first, until the first entry that does. */
  prune(holds: (value: V) => boolean): void;
  readonly size: number;
}

/** An empty one. Entries are ordered by when they were last set. */
export function createBoundedMap<V>(limit: number): BoundedMap<V> {
  const entries = new Map<string, V>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      for (const oldest of entries.keys()) {
        if (entries.size <= limit) return;
        entries.delete(oldest);
      }
    },
    prune(holds) {
      for (const [key, value] of entries) {
        if (holds(value)) return;
        entries.delete(key);
      }
    },
    get size() {
      return entries.size;
    },
  };
}
