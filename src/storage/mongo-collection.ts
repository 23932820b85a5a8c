/**
 * One collection on MongoDB. The driver's own collection is used and not the model's methods: what
 * is stored must be exactly what was given, with nothing cast, completed or left out.
 */
import type mongoose from 'mongoose';
import {
  type Collection,
  type CollectionDeclaration,
  ConflictError,
  type Entity,
} from './collection.ts';
import { checkEntity, conditionOf, indexesOf, isStorable, requireInstant } from './declared.ts';
import { type StoredDocument, toDocument, toEntity } from './mongo-document.ts';
import {
  answered,
  duplicateField,
  isDuplicate,
  inTime,
  isInDoubt,
  translate,
} from './mongo-errors.ts';
import { deleteWhen, updateGuarded } from './mongo-guarded.ts';

/** The driver's collection. */
export type Documents = mongoose.mongo.Collection<StoredDocument>;

/** Opens the collection; its indexes must have been migrated before the first use. */
export function mongoCollection<T extends Entity>(
  documents: Documents,
  declaration: CollectionDeclaration<T>,
): Collection<T> {
  const indexes = indexesOf(declaration);

  const asT = (document: StoredDocument): T => toEntity(document) as T; // stored from a T
  const insertOne = async (document: StoredDocument): Promise<void> => {
    try {
      await documents.insertOne(document).catch((error: unknown) => {
        if (!isInDoubt(error)) throw error;
        return documents.insertOne(document);
      });
    } catch (error) {
      if (!isDuplicate(error)) throw translate(error);
      const found = await answered(() => documents.findOne({ _id: document._id }));
      if (found?.version === document.version) return; // it was ours, its answer was lost
      throw new ConflictError(found ? 'id' : duplicateField(error), { cause: error });
    }
  };

  return inTimeAll({
    async insert(entity) {
      checkEntity(indexes, entity);
      await insertOne(toDocument(entity));
    },
    async insertAll(entities) {
      for (const entity of entities) checkEntity(indexes, entity);
      const drafts = entities.map((entity) => toDocument(entity));
      if (drafts.length === 0) return;
      try {
        await documents.insertMany(drafts, { ordered: true });
      } catch (error) {
        if (!isInDoubt(error) && !isDuplicate(error)) throw translate(error);
        // one by one: those that are stored are known again, and the refused one gets its name
        for (const draft of drafts) await insertOne(draft);
      }
    },
    async get(id) {
      if (!isStorable(id)) return undefined;
      const found = await answered(() => documents.findOne({ _id: id }));
      return found ? asT(found) : undefined;
    },
    update: (id, change) => updateGuarded({ documents, declaration, indexes }, id, change),
    async find(where, page = {}) {
      const { field, value } = conditionOf(declaration, where);
      if (!isStorable(value)) return [];
      const filter = {
        [field]: { $eq: value },
        ...(page.after ? { _id: { $gt: page.after } } : {}),
      };
      const found = await answered(() =>
        documents
          .find<StoredDocument>(filter, { sort: { _id: 1 }, limit: page.limit ?? 0 })
          .toArray(),
      );
      return found.map((document) => asT(document));
    },
    async before(field, instant, limit, since = Number.MIN_SAFE_INTEGER) {
      requireInstant(declaration, field);
      const filter = { [field]: { $lte: instant, $gte: since } };
      const found = await answered(() =>
        documents.find(filter, { sort: { [field]: 1, _id: 1 }, limit }).toArray(),
      );
      return found.map((document) => asT(document));
    },
    async delete(id, when) {
      if (!isStorable(id)) return;
      if (when) await deleteWhen(documents, id, (current) => when(current as T));
      else await answered(() => documents.deleteOne({ _id: id }));
    },
  });
}

function inTimeAll<T extends Entity>(inner: Collection<T>): Collection<T> {
  return {
    insert: (entity) => inTime(inner.insert(entity)),
    insertAll: (entities) => inTime(inner.insertAll(entities)),
    get: (id) => inTime(inner.get(id)),
    update: (id, change) => inTime(inner.update(id, change)),
    find: (where, page) => inTime(inner.find(where, page)),
    before: (field, instant, limit, since) => inTime(inner.before(field, instant, limit, since)),
    delete: (id, when) => inTime(inner.delete(id, when)),
  };
}
