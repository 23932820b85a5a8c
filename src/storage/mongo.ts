/** The MongoDB engine. */
import { type Store, StorageUnavailableError } from './collection.ts';

/** Opens the database. @throws StorageUnavailableError */
export function openMongo(url: string): Promise<Store> {
  return Promise.reject(new StorageUnavailableError(`not yet: ${url.slice(0, 7)}`));
}
