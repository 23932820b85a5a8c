/** The databases of a deployment: which collections each has, and whose audit trail. */
import type { Secrets } from '../../config/secrets.ts';
import type { Settings } from '../../config/settings.ts';
import type { verifyTrails } from '../../src/audit/verify.ts';
import { FSE_AUDIT, derived } from '../../src/compose/derived.ts';
import { PORTAL_COLLECTIONS } from '../../src/portal/collections.ts';
import { FSE_COLLECTIONS, openFseStores } from '../../src/resource-servers/fse/collections.ts';
import type { AnyDeclaration, Store } from '../../src/storage/collection.ts';
import { IDENTITY_COLLECTIONS } from '../../src/stores/collections.ts';
import { openStores } from '../../src/stores/stores.ts';
import { UsageError } from './command-line.ts';

export type DatabaseName = keyof Settings['databases'];

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
  fse: {
    declarations: FSE_COLLECTIONS,
    trail(store, { audit }) {
      const { events, heads } = openFseStores(store);
      return { events, heads, key: derived(audit, FSE_AUDIT) };
    },
  },
  portal: { declarations: PORTAL_COLLECTIONS },
};

/** The databases that are named, all of the list when none is. @throws UsageError */
export function namedDatabases(
  words: readonly string[],
  list: readonly DatabaseName[],
): readonly DatabaseName[] {
  const unknown = words.find((word) => !(list as readonly string[]).includes(word));
  if (unknown !== undefined) throw new UsageError(`"${unknown}" is none of ${list.join(', ')}.`);
  return words.length === 0 ? list : list.filter((name) => words.includes(name));
}
