/** Feeds the registry server of the demo, in its own process. */
import type { Store } from '../storage/collection.ts';
import { awaitPeople } from './await-citizens.ts';

/** Stores the demo's things once. @throws Error nobody comes */
export async function feedRegistryDemo(_store: Store, varFolder: string): Promise<void> {
  await awaitPeople(varFolder);
}
