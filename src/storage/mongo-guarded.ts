/**
 * Compare-and-swap: read, ask the domain, replace if `version` is still the one that was read, else
 * again. A lost answer is not guessed at: the version tells whether the write was done.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { STORAGE_PAUSE_MS, STORAGE_WAIT_MS } from '../../config/limits.ts';
import {
  type AnyDeclaration,
  ConflictError,
  type Entity,
  NotFoundError,
  StorageUnavailableError,
} from './collection.ts';
import { checkEntity, checkSameId, type DeclaredIndex, isStorable } from './declared.ts';
import type { Documents } from './mongo-collection.ts';
import { countOf, type StoredDocument, toDocument, toEntity } from './mongo-document.ts';
import { answered, duplicateField, isDuplicate, isInDoubt, translate } from './mongo-errors.ts';

export interface Guarded {
  readonly documents: Documents;
  readonly declaration: AnyDeclaration;
  readonly indexes: readonly DeclaredIndex[];
}

/** `Collection.update` on MongoDB. */
export async function updateGuarded<T extends Entity>(
  { documents, declaration, indexes }: Guarded,
  id: string,
  change: (current: T) => T,
): Promise<T> {
  const inDoubt = new Map<string, T>();
  for (const deadline = performance.now() + STORAGE_WAIT_MS; ; ) {
    const found = await read(documents, id);
    const done = found && resolveDoubt(inDoubt, found.version);
    if (done) return done;
    if (!found) throw new NotFoundError(`${declaration.name}: no such id`);
    const before = toEntity(found) as T; // this collection holds nothing else
    const after = change(before);
    if (after === before) return before;
    checkSameId(declaration, id, after);
    checkEntity(indexes, after);
    const next = toDocument(after, found.version);
    refuseIfLate(deadline); // the caller has been told that there was no answer
    try {
      const { matchedCount } = await documents.replaceOne(
        { _id: id, version: found.version },
        next,
      );
      if (matchedCount === 1) return after;
    } catch (error) {
      if (isDuplicate(error)) throw new ConflictError(duplicateField(error), { cause: error });
      if (!isInDoubt(error) || inDoubt.size > 0) throw translate(error);
      inDoubt.set(next.version, after);
    }
    await patience(deadline);
  }
}

/** `Collection.delete` under a condition. */
export async function deleteWhen(
  documents: Documents,
  id: string,
  when: (current: Entity) => boolean,
): Promise<void> {
  for (const deadline = performance.now() + STORAGE_WAIT_MS; ; ) {
    const found = await read(documents, id);
    if (!found || !when(toEntity(found))) return;
    const { version } = found;
    const { deletedCount } = await answered(() => documents.deleteOne({ _id: id, version }));
    if (deletedCount === 1) return;
    await patience(deadline);
  }
}

async function read(documents: Documents, id: string): Promise<StoredDocument | null> {
  return isStorable(id) ? answered(() => documents.findOne({ _id: id })) : null;
}

/**
 * Settles a write whose answer was lost: its result if it is what is stored now; undefined if it
 * was not done. @throws StorageUnavailableError others have written since: it cannot be told
 */
function resolveDoubt<T>(inDoubt: Map<string, T>, stored: string): T | undefined {
  const done = inDoubt.get(stored);
  if (done) return done;
  for (const version of inDoubt.keys()) {
    if (countOf(stored) > countOf(version))
      throw new StorageUnavailableError('MongoDB: whether the change was stored is not known');
  }
  return undefined;
}

/** Lets others finish before the next try, by the clock that tests do not move; a random pause, so that two do not meet again. */
async function patience(deadline: number): Promise<void> {
  if (performance.now() > deadline)
    throw new StorageUnavailableError('MongoDB: too many change this at once');
  await pause(Math.random() * STORAGE_PAUSE_MS);
}

function refuseIfLate(deadline: number): void {
  if (performance.now() > deadline)
    throw new StorageUnavailableError(
      'MongoDB: no answer in time, or too many change this at once',
    );
}
