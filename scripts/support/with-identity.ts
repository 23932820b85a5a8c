/** The identity database for one command, beside a running server or without one. */
import { readSettings, type Settings } from '../../config/settings.ts';
import { openIdentity } from '../../src/compose/identity.ts';
import type { CommandDeps } from '../../src/commands/deps.ts';
import { createLog } from '../../src/web/log.ts';

export interface ScriptContext {
  readonly deps: CommandDeps;
  readonly settings: Settings;
}

/** Opens the database, runs the work, closes it again. `name` begins the audit chain's name. */
export async function withIdentity<T>(
  name: string,
  work: (context: ScriptContext) => Promise<T>,
): Promise<T> {
  const settings = readSettings(process.env);
  // Stdout belongs to the answer, and what must be said is said on stderr.
  const log = createLog({ process: name, level: 'silent' });
  const identity = await openIdentity(settings, name, log);
  try {
    return await work({ deps: identity.deps, settings });
  } finally {
    await identity.close();
  }
}

/**
 * Hands the messages over now, so that it works with no server running; one that does not go out
 * stays queued for the server.
 */
export async function deliverAll({ courier }: CommandDeps, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const message = await courier.deliver(id);
    if (message.handedOverAt === undefined)
      process.stderr.write(
        `A message (${message.channel}, ${message.kind}) has not gone out yet: the provider keeps trying.\n`,
      );
  }
}
