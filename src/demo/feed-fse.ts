/** Feeds the health record of the demo, in its own process: the people are read from their file. */
import type { Store } from '../storage/collection.ts';
import { awaitPeople } from './await-citizens.ts';
import { feedDocuments } from './documents.ts';

/** Stores the demo's documents once; the provider may be starting at the same time. @throws Error nobody comes */
export async function feedFseDemo(store: Store, varFolder: string): Promise<void> {
  await feedDocuments(store, await awaitPeople(varFolder), Date.now());
}
