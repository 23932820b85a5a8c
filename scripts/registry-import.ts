/**
 * `npm run -s registry-import`: persons, health cards and doctors from CSV files into the
 * registry's database, beside a running server or without one. A line that is not right is refused
 * and told; the others are imported. May be repeated: what is there already is not written again.
 * Prints `{ doctors?, persons?, cards?, seconds }`, each with what became of its lines.
 */
import { readSettings } from '../config/settings.ts';
import { migrated } from '../src/compose/migrated.ts';
import {
  openRegistryStores,
  REGISTRY_COLLECTIONS,
} from '../src/resource-servers/registry/collections.ts';
import { openStore } from '../src/storage/open.ts';
import { cardKind } from './registry-import/cards.ts';
import { doctorKind } from './registry-import/doctors.ts';
import { importFile, type Summary } from './registry-import/import-file.ts';
import { personKind } from './registry-import/persons.ts';
import { showProgress } from './registry-import/progress.ts';
import { openRefusals } from './registry-import/refusals.ts';
import { optional, readOptions, runScript, UsageError } from './support/command-line.ts';

const USAGE = `npm run -s registry-import -- [--doctors FILE] [--persons FILE] [--cards FILE]
  [--refused FILE]   CSV for the refused lines: file, line, field, reason`;

await runScript(USAGE, async (args) => {
  const text = { type: 'string' } as const;
  const typed = readOptions({ doctors: text, persons: text, cards: text, refused: text }, args);
  const files = {
    doctors: optional(typed, 'doctors'),
    persons: optional(typed, 'persons'),
    cards: optional(typed, 'cards'),
  };
  if (Object.values(files).every((file) => file === undefined))
    throw new UsageError('Name at least one file.');
  const settings = readSettings(process.env);
  const store = await migrated(
    await openStore(settings.databases.registry),
    REGISTRY_COLLECTIONS,
    settings.isLocal,
  );
  const refusals = openRefusals(optional(typed, 'refused'));
  try {
    const stores = openRegistryStores(store);
    const context = { refusals, progress: showProgress() };
    const started = performance.now();
    const sums: Record<string, Summary> = {};
    // Doctors before those who chose them, persons before their cards.
    if (files.doctors)
      sums['doctors'] = await importFile(files.doctors, doctorKind(stores), context);
    if (files.persons)
      sums['persons'] = await importFile(files.persons, personKind(stores), context);
    if (files.cards) sums['cards'] = await importFile(files.cards, cardKind(stores), context);
    return { ...sums, seconds: Math.round((performance.now() - started) / 100) / 10 };
  } finally {
    refusals.flush();
    await store.close();
  }
});
