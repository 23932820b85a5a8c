/** The import of the registry on both engines: new, unchanged and changed lines, and two imports at once. */
import assert from 'node:assert/strict';
import { importFile, type Summary } from '../../scripts/registry-import/import-file.ts';
import { doctorKind } from '../../scripts/registry-import/doctors.ts';
import { personKind } from '../../scripts/registry-import/persons.ts';
import {
  openRegistryStores,
  REGISTRY_COLLECTIONS,
} from '../../src/resource-servers/registry/collections.ts';
import { openStore } from '../../src/storage/open.ts';
import { onBothEngines } from '../support/engines.ts';
import {
  codeOf,
  csvFile,
  doctorLine,
  DOCTORS_HEADER,
  PERSONS_HEADER,
  personLine,
} from '../support/registry-files.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROWS = 300;
const SILENT = { start: () => undefined, update: () => undefined, stop: () => undefined };

onBothEngines('an import', (engine) => {
  it('adds, leaves and changes what it must', async function () {
    this.timeout(30_000);
    await using folder = await tempFolder();
    const store = await openStore(engine().address('import'));
    await store.migrate(REGISTRY_COLLECTIONS);
    const stores = openRegistryStores(store);
    const lines = Array.from({ length: ROWS }, (_, n) => personLine(n, { doctor: '' }));
    const refusals = {
      add: (_: string, line: number, refusal: Error) => assert.fail(`${line}: ${refusal.message}`),
      flush: () => undefined,
    };
    const to = { refusals, progress: SILENT };
    const imported = async (all: readonly string[]): Promise<Summary> =>
      importFile(
        await csvFile(folder.path, 'p.csv', [PERSONS_HEADER, ...all]),
        personKind(stores),
        to,
      );
    const sum = (added: number, changed: number): Summary => ({
      read: ROWS,
      added,
      changed,
      unchanged: ROWS - added - changed,
      refused: 0,
    });
    const half = lines.slice(0, ROWS / 2);
    await Promise.all([imported(half), imported(half)]);
    assert.deepEqual(await imported(lines), sum(ROWS / 2, 0));
    assert.deepEqual(await imported(lines), sum(0, 0));
    const moved = lines.with(3, personLine(3, { doctor: '', postal_code: '20100' }));
    assert.deepEqual(await imported(moved), sum(0, 1));
    assert.equal((await stores.persons.get(codeOf(3)))?.addresses[0]?.postalCode, '20100');
    const many = Array.from({ length: ROWS }, (_, n) => doctorLine(n));
    const file = await csvFile(folder.path, 'd.csv', [DOCTORS_HEADER, ...many]);
    await Promise.all([1, 2].map(() => importFile(file, doctorKind(stores), to)));
    assert.deepEqual(await importFile(file, doctorKind(stores), to), sum(0, 0));
    await store.close();
  });
});
