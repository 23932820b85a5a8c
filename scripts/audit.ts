/**
 * `npm run -s audit -- verify [identity fse ...]`: walks the audit chains of the databases and prints
 * `{ chains, events, broken: [{ database, position, why }] }`; exit status 1 when something is
 * broken, or when a database is not there (a resource server's only when it was named: it may not run here).
 */
import { existsSync } from 'node:fs';
import { loadSecrets } from '../config/secrets.ts';
import { type DatabaseName, readSettings, type Settings } from '../config/settings.ts';
import { type VerifyReport, verifyTrails } from '../src/audit/verify.ts';
import { openStore } from '../src/storage/open.ts';
import { runScript, UsageError } from './support/command-line.ts';
import { DATABASES, namedDatabases } from './support/databases.ts';

const AUDITED: readonly DatabaseName[] = ['identity', 'fse', 'booking', 'exemption', 'registry'];
const NOTHING: VerifyReport = { chains: 0, events: 0, broken: [] };

await runScript(`npm run -s audit -- verify [${AUDITED.join(' ')}]`, async ([word, ...names]) => {
  if (word !== 'verify')
    throw new UsageError('What is to be done with the audit trail? Only verify is known.');
  const chosen = namedDatabases(names, AUDITED);
  const settings = readSettings(process.env);
  const answer = { chains: 0, events: 0, broken: [] as object[] };
  for (const database of chosen) {
    const isExpected = database === 'identity' || names.includes(database);
    const { chains, events, broken } = await verify(database, settings, isExpected);
    answer.chains += chains;
    answer.events += events;
    answer.broken.push(...broken.map((fault) => ({ database, ...fault })));
  }
  if (answer.broken.length > 0) process.exitCode = 1;
  return answer;
});

async function verify(
  name: DatabaseName,
  settings: Settings,
  isExpected: boolean,
): Promise<VerifyReport> {
  const address = settings.databases[name];
  const { trail, declarations } = DATABASES[name];
  const file = /^sqlite:(.+)$/.exec(address)?.[1];
  if (file !== undefined && !existsSync(file)) return nothingIn(name, isExpected); // opening would make it
  const store = await openStore(address);
  try {
    if (!trail || !(await store.isMigrated(declarations))) return nothingIn(name, isExpected);
    return await verifyTrails(trail(store, loadSecrets(settings.varFolder, false)));
  } finally {
    await store.close();
  }
}

function nothingIn(name: DatabaseName, isExpected: boolean): VerifyReport {
  const message = `${name}: this database does not exist, or was not migrated to this version.`;
  if (isExpected) throw new UsageError(message);
  process.stderr.write(`${message}\n`);
  return NOTHING;
}
