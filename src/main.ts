/** `npm start [-- provider fse ...]`: names of processes, then settings, then servers; signals stop them. */
import { PROCESSES, type ProcessName, SettingsError, readSettings } from '../config/settings.ts';
import { SecretsError } from '../config/secrets.ts';
import { startProcesses } from './app.ts';
import { NotMigratedError } from './compose/migrated.ts';
import { welcome } from './compose/welcome.ts';

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(PROCESSES as readonly string[]).includes(name));
  if (unknown.length > 0) {
    process.stderr.write(
      `There is no process ${unknown.join(', ')}. These exist: ${PROCESSES.join(', ')}.\n`,
    );
    process.exitCode = 1;
    return;
  }
  const chosen = names.length === 0 ? PROCESSES : (names as readonly ProcessName[]); // checked just above
  const settings = readSettings(process.env);
  const system = await startProcesses(settings, chosen);
  if (settings.isLocal) process.stdout.write(welcome(settings, system));
  const stop = (): void => {
    system.close().catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exitCode = 1;
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Mistakes of the person who starts it are said in a sentence; anything else with its trace. */
function explain(error: unknown): string {
  const isTold = [SettingsError, SecretsError, NotMigratedError].some(
    (kind) => error instanceof kind,
  );
  if (isTold) return (error as Error).message;
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
    return `${(error as Error).message}: another program uses this port. Stop it, or set GASS_<PROCESS>_PORT.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
