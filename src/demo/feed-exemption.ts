/** Feeds the exemption server of the demo, in its own process. */
import type { Store } from '../storage/collection.ts';
import { awaitPeople } from './await-citizens.ts';
import { feedExemptions } from './exemption-given.ts';

/** Stores the demo's exemptions once. @throws Error nobody comes */
export async function feedExemptionDemo(store: Store, varFolder: string): Promise<void> {
  await feedExemptions(store, await awaitPeople(varFolder), Date.now());
}
