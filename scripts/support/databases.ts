/** The databases of a deployment: which collections each has, and whose audit trail. */
import type { Secrets } from '../../config/secrets.ts';
import type { DatabaseName } from '../../config/settings.ts';
import type { verifyTrails } from '../../src/audit/verify.ts';
import { auditPurpose, derived } from '../../src/compose/derived.ts';
import { PORTAL_COLLECTIONS } from '../../src/portal/collections.ts';
import { BOOKING_COLLECTIONS } from '../../src/resource-servers/booking/collections.ts';
import { EXEMPTION_COLLECTIONS } from '../../src/resource-servers/exemption/collections.ts';
import { FSE_COLLECTIONS } from '../../src/resource-servers/fse/collections.ts';
import { openTrailStores } from '../../src/resource-servers/kit/trail-collections.ts';
import { REGISTRY_COLLECTIONS } from '../../src/resource-servers/registry/collections.ts';
import type { AnyDeclaration, Store } from '../../src/storage/collection.ts';
import { IDENTITY_COLLECTIONS } from '../../src/stores/collections.ts';
import { openStores } from '../../src/stores/stores.ts';
import { UsageError } from './command-line.ts';

/** What there is in one database. */
export interface KnownDatabase {
  readonly declarations: readonly AnyDeclaration[];
  /** What verifies the trail, where there is one. */
  readonly trail?: (store: Store, secrets: Secrets) => Parameters<typeof verifyTrails>[0];
}

/** Every database that the settings name. */
export const DATABASES: Readonly<Record<DatabaseName, KnownDatabase>> = {
  identity: {
    declarations: IDENTITY_COLLECTIONS,
    trail(store, { audit }) {
      const { auditEvents, auditHeads } = openStores(store);
      return { events: auditEvents, heads: auditHeads, key: audit };
    },
  },
  fse: resourceServer('fse', FSE_COLLECTIONS),
  booking: resourceServer('booking', BOOKING_COLLECTIONS),
  exemption: resourceServer('exemption', EXEMPTION_COLLECTIONS),
  registry: resourceServer('registry', REGISTRY_COLLECTIONS),
  portal: { declarations: PORTAL_COLLECTIONS },
};

function resourceServer(
  name: DatabaseName,
  declarations: readonly AnyDeclaration[],
): KnownDatabase {
  return {
    declarations,
    trail(store, { audit }) {
      return { ...openTrailStores(store), key: derived(audit, auditPurpose(name)) };
    },
  };
}

/** The databases that are named, all of the list when none is. @throws UsageError */
export function namedDatabases(
  words: readonly string[],
  list: readonly DatabaseName[],
): readonly DatabaseName[] {
  const unknown = words.find((word) => !(list as readonly string[]).includes(word));
  if (unknown !== undefined) throw new UsageError(`"${unknown}" is none of ${list.join(', ')}.`);
  return words.length === 0 ? list : list.filter((name) => words.includes(name));
}
