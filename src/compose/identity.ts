/**
 * The identity database opened, with all that commands work with. Provider, command line and demo
 * use it; nobody else may.
 */
import { mkdirSync } from 'node:fs';
import type { Settings } from '../../config/settings.ts';
import { type Secrets, loadSecrets } from '../../config/secrets.ts';
import { openTrail } from '../audit/trail.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { createHasher } from '../credentials/hasher.ts';
import { createIndexer } from '../credentials/indexer.ts';
import { createOneTimeCodes } from '../credentials/one-time-code.ts';
import { createSealer, type Sealer } from '../credentials/sealing.ts';
import { createChannels } from '../delivery/channels.ts';
import { createCourier } from '../delivery/courier.ts';
import { openStore } from '../storage/open.ts';
import type { Store } from '../storage/collection.ts';
import { IDENTITY_COLLECTIONS } from '../stores/collections.ts';
import { claimDatabase } from '../stores/stamp.ts';
import { openStores } from '../stores/stores.ts';
import type { Log } from '../web/log.ts';
import { migrated } from './migrated.ts';

export interface Identity {
  readonly deps: CommandDeps;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly secrets: Secrets;
  close(): Promise<void>;
}

/** Opens it. @throws SecretsError · NotMigratedError · StorageUnavailableError · SettingsError: a demo's database, or not */
export async function openIdentity(settings: Settings, name: string, log: Log): Promise<Identity> {
  mkdirSync(settings.varFolder, { recursive: true, mode: 0o700 });
  const secrets = loadSecrets(settings.varFolder, settings.isLocal);
  const store = await migrated(
    await openStore(settings.databases.identity),
    IDENTITY_COLLECTIONS,
    settings.isLocal,
  );
  const stores = openStores(store);
  try {
    await claimDatabase(stores, settings.isDemo, Date.now());
  } catch (error) {
    await store.close();
    throw error;
  }
  const audit = await openTrail({
    events: stores.auditEvents,
    heads: stores.auditHeads,
    key: secrets.audit,
    name,
  });
  const sealer = createSealer(secrets.sealing);
  const courier = createCourier({ stores, sealer, channels: createChannels(settings), log });
  return {
    store,
    sealer,
    secrets,
    deps: {
      stores,
      hasher: createHasher({ pepper: secrets.pepper, cost: settings.hash }),
      codes: createOneTimeCodes(secrets.pepper),
      indexer: createIndexer(secrets.index),
      courier,
      audit,
      host: new URL(settings.issuer).hostname,
      portalAddress: printable(settings.urls.portal),
    },
    async close() {
      await audit.close();
      await store.close();
    },
  };
}

/** An address as a letter prints it: without the scheme where https is meant. */
function printable(url: string): string {
  return url.replace(/^https:\/\//, '');
}
