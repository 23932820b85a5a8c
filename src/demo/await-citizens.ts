/** The demo's people as a process that is not the provider meets them: written in a file, perhaps not yet. */
import { setTimeout as wait } from 'node:timers/promises';
import { DEMO_PEOPLE_WAIT_MS } from '../../config/limits.ts';
import { type DemoCitizen, readCitizens } from './citizens-file.ts';

/** How often the file is looked for while the provider makes the people. */
const LOOK_MS = 50;

/** One of the demo's people; `key` is the given name. */
export interface DemoPerson {
  readonly key: string;
  readonly fiscalCode: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Account id at the provider: `sub`. */
  readonly sub: string;
}

/** The people, once the provider has made them. @throws Error nobody comes */
export async function awaitPeople(varFolder: string): Promise<readonly DemoPerson[]> {
  const citizens = await awaitCitizens(varFolder);
  return citizens.map(({ name, fiscal_code: fiscalCode, sub }) => {
    const [givenName = '', ...rest] = name.split(' ');
    return { key: givenName, fiscalCode, givenName, familyName: rest.join(' '), sub };
  });
}

async function awaitCitizens(varFolder: string): Promise<readonly DemoCitizen[]> {
  for (let waited = 0; waited < DEMO_PEOPLE_WAIT_MS; waited += LOOK_MS) {
    const found = await readCitizens(varFolder);
    if (found) return found;
    await wait(LOOK_MS);
  }
  throw new Error('the demo has no people yet: start the provider, too');
}
