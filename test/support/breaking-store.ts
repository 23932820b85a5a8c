/** A store whose process dies before one of its writes: that one and all after it never happen. */
import {
  type Collection,
  type CollectionDeclaration,
  type Entity,
  type Store,
  StorageUnavailableError,
} from '../../src/storage/collection.ts';

/** How many writes are left until the end. */
export interface Fuse {
  writesLeft: number;
}

/** The store; a write is any method that may change something, whether it does or not. */
export function breaking(store: Store, fuse: Fuse): Store {
  const burn =
    <A extends unknown[], R>(run: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (fuse.writesLeft <= 0) throw new StorageUnavailableError('the process is dead');
      fuse.writesLeft -= 1;
      return run(...given);
    };
  return {
    migrate: (declarations) => store.migrate(declarations),
    isMigrated: (declarations) => store.isMigrated(declarations),
    health: () => store.health(),
    close: () => store.close(),
    collection: <T extends Entity>(declaration: CollectionDeclaration<T>): Collection<T> => {
      const all = store.collection(declaration);
      return {
        get: (id) => all.get(id),
        find: (where, page) => all.find(where, page),
        before: (...given) => all.before(...given),
        insert: burn((entity) => all.insert(entity)),
        insertAll: burn((entities) => all.insertAll(entities)),
        update: burn((id, change) => all.update(id, change)),
        delete: burn((id, when) => all.delete(id, when)),
      };
    },
  };
}
