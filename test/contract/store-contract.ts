/** What every storage engine must do; each engine's own test file runs it in a few lines. */
import { onEngine, type TestEngine } from '../support/engines.ts';
import { contractOfChanges } from './contract-changes.ts';
import { contractOfOutages } from './contract-outages.ts';
import { contractOfProcesses } from './contract-processes.ts';
import { contractOfRaces } from './contract-races.ts';
import { contractOfReads } from './contract-reads.ts';

/** Declares the whole suite for one engine; `start` gives it, or the reason why it cannot be had. */
export function storeContract(
  name: TestEngine['name'],
  start: () => Promise<TestEngine | string>,
): void {
  onEngine('the store', name, start, (engine) => {
    contractOfReads(engine);
    contractOfChanges(engine);
    contractOfRaces(engine);
    contractOfProcesses(engine);
    if (name === 'mongodb') contractOfOutages(engine); // a file has no server that could be away
  });
}
