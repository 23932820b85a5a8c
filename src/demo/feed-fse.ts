/** Feeds the health record of the demo, in its own process: the people are read from their file. */
import type { Store } from '../storage/collection.ts';
import { awaitPeople } from './await-citizens.ts';
import { feedDocuments } from './documents.ts';
import { feedLaboratory } from './laboratory.ts';

/** Stores the demo's documents once; the provider may be starting at the same time. @throws Error nobody comes */
export async function feedFseDemo(store: Store, varFolder: string): Promise<void> {
  const now = Date.now();
  await Promise.all([
    feedLaboratory(store, now),
    awaitPeople(varFolder).then((people) => feedDocuments(store, people, now)),
  ]);
}
