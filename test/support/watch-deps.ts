/** Notes what commands do with what they are given. */
import type { TestDeps } from './command-deps.ts';

/** Dependencies that note every call to a collection, the hasher and the audit. */
export function watchDeps(watched: TestDeps): { calls: string[]; watched: TestDeps } {
  const calls: string[] = [];
  const noting = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get: (object, key, receiver) => {
        const value: unknown = Reflect.get(object, key, receiver);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          calls.push(`${name}.${String(key)}`);
          return Reflect.apply(value, object, args);
        };
      },
    });
  const stores = Object.fromEntries(
    Object.entries(watched.stores).map(([name, collection]) => [name, noting(name, collection)]),
  ) as unknown as TestDeps['stores']; // the same names, each behind a proxy
  const hasher = noting('hasher', watched.hasher);
  return {
    calls,
    watched: { ...watched, stores, hasher, audit: noting('audit', watched.audit) },
  };
}
