/** One file into one collection: batch by batch, with what is refused told and nothing else stopped. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Collection, Entity } from '../../src/storage/collection.ts';
import { UsageError } from '../support/command-line.ts';
import type { Progress } from './progress.ts';
import { batchesOf, type Columns, type Read, type Values } from './records.ts';
import { Refusal, type Refusals } from './refusals.ts';
import { SeenKeys } from './seen.ts';
import { type Wanted, writeBatch } from './write.ts';

/** One kind of file. */
export interface Kind<T extends Entity> {
  readonly columns: Columns;
  readonly collection: Collection<T>;
  /** Column that names what the line is about: a second line about the same is refused. */
  readonly key: string;
  /** Reads a line. @throws Refusal */
  readonly read: (values: Values) => Promise<Wanted<T>>;
}

/** What became of the lines of a file. */
export interface Summary {
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
}

/** Imports a file. @throws UsageError it is not there, or its header is not right */
export async function importFile<T extends Entity>(
  file: string,
  kind: Kind<T>,
  { refusals, progress }: { readonly refusals: Refusals; readonly progress: Progress },
): Promise<Summary> {
  progress.start(path.basename(file), await sizeOf(file));
  try {
    return await importBatches(file, kind, { refusals, progress });
  } finally {
    progress.stop();
  }
}

async function importBatches<T extends Entity>(
  file: string,
  kind: Kind<T>,
  { refusals, progress }: { readonly refusals: Refusals; readonly progress: Progress },
): Promise<Summary> {
  const name = path.basename(file);
  const seen = new SeenKeys();
  const sum = { read: 0, added: 0, changed: 0, unchanged: 0, refused: 0 };
  for await (const { reads, bytes } of batchesOf(file, kind.columns)) {
    const batch: Wanted<T>[] = [];
    for (const read of reads) {
      const wanted = await readLine(read, kind, seen);
      if (wanted instanceof Refusal) refusals.add(name, read.line, wanted);
      else batch.push(wanted);
    }
    const written = await writeBatch(kind.collection, batch);
    sum.read += reads.length;
    sum.added += written.added;
    sum.changed += written.changed;
    sum.unchanged += written.unchanged;
    sum.refused += reads.length - batch.length;
    progress.update(bytes, sum);
  }
  return sum;
}

async function readLine<T extends Entity>(
  { values }: Read,
  kind: Kind<T>,
  seen: SeenKeys,
): Promise<Wanted<T> | Refusal> {
  if (values instanceof Refusal) return values;
  try {
    const wanted = await kind.read(values);
    return seen.add(wanted.key ?? wanted.id) ? new Refusal(kind.key, 'duplicate') : wanted;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file);
    if (found.isFile()) return found.size;
  } catch {
    // told below
  }
  throw new UsageError(`There is no file ${file}.`);
}
