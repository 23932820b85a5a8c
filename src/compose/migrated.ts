/** A database whose collections exist: made on one machine, asked for elsewhere. */
import type { AnyDeclaration, Store } from '../storage/collection.ts';

/** The database was not prepared. */
export class NotMigratedError extends Error {
  override readonly name = 'NotMigratedError';
  constructor() {
    super('The database is not prepared for this version: run "npm run migrate" first.');
  }
}

/** Answers the store once it holds the declarations; on one machine it makes them. @throws NotMigratedError */
export async function migrated(
  store: Store,
  declarations: readonly AnyDeclaration[],
  mayCreate: boolean,
): Promise<Store> {
  if (mayCreate) await store.migrate(declarations);
  else if (!(await store.isMigrated(declarations))) {
    await store.close();
    throw new NotMigratedError();
  }
  return store;
}
