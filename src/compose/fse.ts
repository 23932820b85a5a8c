/** The health record's process: a database of its own, and the demo's documents in it. */
import { readClientKey } from '../../config/client-keys.ts';
import { loadSecrets } from '../../config/secrets.ts';
import { feedFseDemo } from '../demo/feed-fse.ts';
import { FSE_COLLECTIONS } from '../resource-servers/fse/collections.ts';
import { createFse } from '../resource-servers/fse/app.ts';
import { openStore } from '../storage/open.ts';
import { FSE_AUDIT, derived } from './derived.ts';
import { migrated } from './migrated.ts';
import type { ProcessOptions, RunningProcess } from './provider.ts';

export async function composeFse({
  settings,
  log,
  metrics,
}: ProcessOptions): Promise<RunningProcess> {
  const secrets = loadSecrets(settings.varFolder, settings.isLocal);
  const store = await migrated(
    await openStore(settings.databases.fse),
    FSE_COLLECTIONS,
    settings.isLocal,
  );
  if (settings.isDemo) await feedFseDemo(store, settings.varFolder);
  const clientKey = readClientKey(settings.varFolder, 'fse');
  const service = await createFse({
    url: settings.urls.fse,
    issuer: settings.issuer,
    store,
    auditKey: derived(secrets.audit, FSE_AUDIT),
    cursorKey: derived(secrets.index, 'fse-cursor'),
    ...(clientKey ? { clientKey: { ...clientKey } } : {}),
    log,
    trustedProxies: settings.trustedProxies,
    metrics: metrics.middleware,
  });
  return {
    app: service.app,
    async close() {
      await service.close();
      await store.close();
    },
  };
}
