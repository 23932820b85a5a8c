/**
 * `npm run -s keys`: makes the secrets of a deployment once (`$GASS_VAR/secrets.json`, 0600); the
 * file is then carried to every process. What is there already is kept. Prints where they are and
 * whether they are new, never what they are.
 */
import { existsSync } from 'node:fs';
import { loadSecrets, secretsFile } from '../config/secrets.ts';
import { readSettings } from '../config/settings.ts';
import { readOptions, runScript } from './support/command-line.ts';

await runScript('npm run -s keys', (args) => {
  readOptions({}, args);
  const { varFolder } = readSettings(process.env);
  const file = secretsFile(varFolder);
  const isThere = existsSync(file);
  loadSecrets(varFolder, true); // says so when they are damaged or others can read them
  return Promise.resolve({ secrets: file, created: !isThere });
});
