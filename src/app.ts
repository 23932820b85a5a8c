/**
 * The composition root: from settings and names of processes to servers that answer.
 *
 * This is the only place where everything meets. In development one Node process hosts all; in
 * production each process is started alone and shares nothing but databases and addresses.
 */
import type { AddressName, ProcessName, Settings } from '../config/settings.ts';
import { type Identity, openIdentity } from './compose/identity.ts';
import { composePortal } from './compose/portal.ts';
import { type RunningProcess, composeProvider } from './compose/provider.ts';
import { composeResourceServer } from './compose/resource-server.ts';
import type { DemoRow } from './demo/people.ts';
import { type Listening, listen } from './web/listen.ts';
import { type Log, createLog } from './web/log.ts';
import { createMetrics, serveMetrics } from './web/metrics.ts';

export interface RunningSystem {
  readonly addresses: Readonly<Partial<Record<ProcessName, string>>>;
  /** The demo's people, for the table; empty without demo. */
  readonly people: readonly DemoRow[];
  /** Lets answers under way finish, then stops everything. */
  close(): Promise<void>;
}

/** Starts the processes; when one cannot start, those before it are stopped again. */
export async function startProcesses(
  settings: Settings,
  names: readonly ProcessName[],
  options: { readonly log?: (name: ProcessName) => Log } = {},
): Promise<RunningSystem> {
  const logOf = options.log ?? ((name) => createLog({ process: name }));
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  const addresses: Partial<Record<ProcessName, string>> = {};
  try {
    const people: DemoRow[] = [];
    for (const name of names) {
      const log = logOf(name);
      const metrics = createMetrics(name);
      const running = await compose(name, { settings, log, metrics });
      stops.push(() => running.close());
      people.push(...(running.people ?? []));
      const server = await listen(running.app.callback(), {
        host: settings.listen,
        port: portOf(settings, name),
      });
      stops.push(() => server.close());
      const measured: Listening | undefined = await serveMetrics(metrics.registry, server.port);
      if (measured) stops.push(() => measured.close());
      addresses[name] = settings.urls[name as AddressName];
    }
    return { addresses, people, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function compose(
  name: ProcessName,
  options: Parameters<typeof composeProvider>[0],
): Promise<RunningProcess> {
  switch (name) {
    case 'provider': {
      const identity: Identity = await openIdentity(options.settings, 'provider', options.log);
      return composeProvider(options, identity);
    }
    case 'portal':
      return composePortal(options);
    case 'fse':
    case 'booking':
    case 'exemption':
    case 'registry':
      return composeResourceServer(name, options);
  }
}

function portOf(settings: Settings, name: ProcessName): number {
  return settings.ports[name];
}
