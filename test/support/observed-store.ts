/** A store between a server and its database: writes down what is asked, and gives records ids that can be foreseen. */
import type {
  Collection,
  CollectionDeclaration,
  Entity,
  Store,
} from '../../src/storage/collection.ts';
import { uuidOf } from './stored-documents.ts';

/** What was asked, as `documents.find`. */
export type Operations = string[];

/** Writes every operation down. */
export function observe(store: Store, operations: Operations): Store {
  return withCollections(store, (collection, name) => {
    const note =
      <A extends unknown[], R>(method: string, run: (...given: A) => R) =>
      (...given: A): R => {
        operations.push(`${name}.${method}`);
        return run(...given);
      };
    return {
      insert: note('insert', (entity) => collection.insert(entity)),
      insertAll: note('insertAll', (entities) => collection.insertAll(entities)),
      get: note('get', (id) => collection.get(id)),
      update: note('update', (id, change) => collection.update(id, change)),
      find: note('find', (where, page) => collection.find(where, page)),
      before: note('before', (...given) => collection.before(...given)),
      delete: note('delete', (id) => collection.delete(id)),
    };
  });
}

/**
 * Access records get an id made of what they say, so that two servers asked the same have the
 * same ids. The chain's hashes no longer fit: nobody verifies them here.
 */
export function withForeseenIds(store: Store): Store {
  return withCollections(store, (collection, name) =>
    name === 'accessEvents'
      ? {
          ...methodsOf(collection),
          insertAll: (entities) =>
            collection.insertAll(entities.map((entity) => ({ ...entity, id: idOf(entity) }))),
        }
      : collection,
  );
}

function withCollections(
  store: Store,
  wrap: <T extends Entity>(collection: Collection<T>, name: string) => Collection<T>,
): Store {
  return {
    collection: <T extends Entity>(declaration: CollectionDeclaration<T>) =>
      wrap(store.collection(declaration), declaration.name),
    migrate: (declarations) => store.migrate(declarations),
    isMigrated: (declarations) => store.isMigrated(declarations),
    health: () => store.health(),
    close: () => store.close(),
  };
}

function methodsOf<T extends Entity>(collection: Collection<T>): Collection<T> {
  return {
    insert: (entity) => collection.insert(entity),
    insertAll: (entities) => collection.insertAll(entities),
    get: (id) => collection.get(id),
    update: (id, change) => collection.update(id, change),
    find: (where, page) => collection.find(where, page),
    before: (...given) => collection.before(...given),
    delete: (id) => collection.delete(id),
  };
}

/** A UUID of version 4 in form, out of what the record says. */
function idOf(entity: Entity): string {
  const { at, kind, data } = entity as Entity & Record<string, unknown>;
  return uuidOf(JSON.stringify([at, kind, data]));
}
