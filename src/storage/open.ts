/** From a connection string to an opened database; nobody else chooses an engine. */
import type { Store } from './collection.ts';
import { openSqlite } from './sqlite.ts';

const SQLITE = 'sqlite:';

/**
 * Opens `sqlite:<path>` or `mongodb://…`, `mongodb+srv://…`.
 * @throws StorageUnavailableError it does not answer · TypeError another kind of address
 */
export async function openStore(url: string): Promise<Store> {
  if (url.startsWith(SQLITE) && url.length > SQLITE.length)
    return openSqlite(url.slice(SQLITE.length));
  if (/^mongodb(\+srv)?:\/\//.test(url)) {
    const { openMongo } = await import('./mongo.ts'); // 0.3 s and 38 MB that SQLite does not need
    return openMongo(url);
  }
  throw new TypeError('a database is sqlite:<path> or mongodb://…'); // the address may hold a password
}
