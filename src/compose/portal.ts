/** The portal's process: the relying party with its own database and the key of its client. */
import { ensureClientKey, readClientKey } from '../../config/client-keys.ts';
import { loadSecrets } from '../../config/secrets.ts';
import { SettingsError } from '../../config/settings.ts';
import { createPortal } from '../portal/app.ts';
import { PORTAL_COLLECTIONS } from '../portal/collections.ts';
import { openStore } from '../storage/open.ts';
import { derived } from './derived.ts';
import { migrated } from './migrated.ts';
import type { ProcessOptions, RunningProcess } from './provider.ts';

const CLIENT_ID = 'portale-salute';

export async function composePortal({
  settings,
  log,
  metrics,
}: ProcessOptions): Promise<RunningProcess> {
  const secrets = loadSecrets(settings.varFolder, settings.isLocal);
  const privateJwk = settings.isDemo
    ? ensureClientKey(settings.varFolder, CLIENT_ID)
    : readClientKey(settings.varFolder, CLIENT_ID);
  if (!privateJwk)
    throw new SettingsError([
      `GASS_VAR: the portal needs its private key as clients/${CLIENT_ID}.jwk.json in that folder.`,
    ]);
  const store = await migrated(
    await openStore(settings.databases.portal),
    PORTAL_COLLECTIONS,
    settings.isLocal,
  );
  const portal = createPortal({
    url: settings.urls.portal,
    issuer: settings.issuer,
    services: {
      fse: settings.urls.fse,
      booking: settings.urls.booking,
      exemption: settings.urls.exemption,
      registry: settings.urls.registry,
    },
    clientId: CLIENT_ID,
    privateJwk: { ...privateJwk },
    store,
    keys: {
      marking: derived(secrets.index, 'portal-marking'),
      sealing: derived(secrets.sealing, 'portal-sealing'),
    },
    trustedProxies: settings.trustedProxies,
    log,
    metrics: metrics.middleware,
  });
  return {
    app: portal.app,
    async close() {
      await portal.close();
      await store.close();
    },
  };
}
