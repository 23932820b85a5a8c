/** Whose database it is: invented people and real ones never share one. @source design 9 */
import { SettingsError } from '../../config/settings.ts';
import { ConflictError } from '../storage/collection.ts';
import type { Stamp } from './collections.ts';
import type { Stores } from './stores.ts';

const STAMP_ID = 'stamp';

/** The demo's stamp, with the instant of its first start; none in a database of real people. */
export async function demoStamp({ stamps }: Pick<Stores, 'stamps'>): Promise<Stamp | undefined> {
  const stamp = await stamps.get(STAMP_ID);
  return stamp?.demo ? stamp : undefined;
}

/**
 * Takes the database for a demo or for real use, whichever this process is. A demo stamps an empty
 * one; whoever is no demo refuses a stamped one.
 * @throws SettingsError the database belongs to the other kind
 */
export async function claimDatabase(
  stores: Pick<Stores, 'stamps' | 'accounts'>,
  isDemo: boolean,
  now: number,
): Promise<void> {
  if (await demoStamp(stores)) {
    if (isDemo) return;
    throw new SettingsError([
      'GASS_DATABASE holds the invented people of a demo: name another database, or set GASS_DEMO=on.',
    ]);
  }
  if (!isDemo) return;
  const anybody = await stores.accounts.before('createdAt', Number.MAX_SAFE_INTEGER, 1);
  if (anybody.length > 0)
    throw new SettingsError([
      'GASS_DATABASE holds people that are not of the demo: set GASS_DEMO=off, or name an empty database.',
    ]);
  try {
    await stores.stamps.insert({ id: STAMP_ID, demo: true, createdAt: now });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error; // another start of the demo was first
  }
}
