/** Opens one migrated database with the samples' collection for the tests of a `describe`. */
import type { Collection, Store } from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import type { TestEngine } from './engines.ts';
import { type Sample, samples } from './sample.ts';

export interface OpenedSamples {
  readonly address: string;
  readonly store: Store;
  readonly all: Collection<Sample>;
}

/** Registers `before` and `after`; the returned function gives what was opened. `options` ends the address. */
export function openSamples(
  engine: () => TestEngine,
  database: string,
  options = '',
): () => OpenedSamples {
  let opened: OpenedSamples | undefined;
  before(async () => {
    const address = `${engine().address(database)}${options}`;
    const store = await openStore(address);
    await store.migrate([samples]);
    opened = { address, store, all: store.collection(samples) };
  });
  after(() => opened?.store.close());
  return () => {
    if (!opened) throw new Error('opened by a before hook');
    return opened;
  };
}
