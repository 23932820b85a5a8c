/**
 * `npm run -s migrate [-- identity fse ...]`: makes the collections and indexes that this version
 * needs, in all databases or in those named. May be repeated, also beside a running system. Prints
 * `{ migrated: [names] }`.
 */
import { type DatabaseName, readSettings } from '../config/settings.ts';
import { openStore } from '../src/storage/open.ts';
import { runScript } from './support/command-line.ts';
import { DATABASES, namedDatabases } from './support/databases.ts';

const DATABASE_NAMES = Object.keys(DATABASES) as DatabaseName[]; // the keys of a record of them

await runScript(`npm run -s migrate [-- ${DATABASE_NAMES.join(' ')}]`, async (args) => {
  const names = namedDatabases(args, DATABASE_NAMES);
  const { databases } = readSettings(process.env);
  for (const name of names) {
    const store = await openStore(databases[name]);
    try {
      await store.migrate(DATABASES[name].declarations);
    } finally {
      await store.close();
    }
  }
  return { migrated: names };
});
