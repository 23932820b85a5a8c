/**
 * `npm run -s migrate [-- identity fse portal]`: makes the collections and indexes that this version
 * needs, in all databases or in those named. May be repeated, also beside a running system. Prints
 * `{ migrated: [names] }`.
 */
import { readSettings } from '../config/settings.ts';
import { openStore } from '../src/storage/open.ts';
import { runScript } from './support/command-line.ts';
import { DATABASES, namedDatabases } from './support/databases.ts';

await runScript('npm run -s migrate [-- identity fse portal]', async (args) => {
  const names = namedDatabases(args, ['identity', 'fse', 'portal']);
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
