/** Feeds the health record of the demo, in its own process: the people are read from their file. */
import { setTimeout as wait } from 'node:timers/promises';
import { DEMO_PEOPLE_WAIT_MS } from '../../config/limits.ts';
import type { Store } from '../storage/collection.ts';
import { type DemoCitizen, readCitizens } from './citizens-file.ts';
import { feedDocuments } from './documents.ts';

/** How often the file is looked for while the provider makes the people. */
const LOOK_MS = 50;

/** Stores the demo's documents once; the provider may be starting at the same time. @throws Error nobody comes */
export async function feedFseDemo(store: Store, varFolder: string): Promise<void> {
  const citizens = await citizensOf(varFolder);
  const people = citizens.map(({ name, fiscal_code: fiscalCode }) => {
    const [givenName = '', ...rest] = name.split(' ');
    return { key: givenName, fiscalCode, givenName, familyName: rest.join(' ') };
  });
  await feedDocuments(store, people, Date.now());
}

async function citizensOf(varFolder: string): Promise<readonly DemoCitizen[]> {
  for (let waited = 0; waited < DEMO_PEOPLE_WAIT_MS; waited += LOOK_MS) {
    const found = await readCitizens(varFolder);
    if (found) return found;
    await wait(LOOK_MS);
  }
  throw new Error('the demo has no people yet: start the provider, too');
}
