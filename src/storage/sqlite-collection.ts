/** One collection on the embedded engine: reads on a connection of their own, changes by the writer. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  type Collection,
  type CollectionDeclaration,
  ConflictError,
  type Entity,
  NotFoundError,
} from './collection.ts';
import {
  checkEntity,
  checkSameId,
  conditionOf,
  indexesOf,
  type IndexValue,
  isStorable,
  requireInstant,
} from './declared.ts';
import { violatedField, whileLocked } from './sqlite-errors.ts';
import type { SqliteWriter } from './sqlite-writer.ts';

/** The three connections' users that a collection works with. */
export interface SqliteHandles {
  readonly reader: DatabaseSync;
  readonly writing: DatabaseSync;
  readonly writer: SqliteWriter;
}

/** Opens the collection; its table must have been migrated before the first use. */
export function sqliteCollection<T extends Entity>(
  handles: SqliteHandles,
  declaration: CollectionDeclaration<T>,
): Collection<T> {
  const { writer } = handles;
  const indexes = indexesOf(declaration);
  const table = `"${declaration.name}"`;
  const read = preparedBy(handles.reader);
  const write = preparedBy(handles.writing);

  // only this file writes `doc`, always from a T
  const parse = (row: Record<string, unknown>): T => JSON.parse(String(row['doc'])) as T;
  const byId = `SELECT doc FROM ${table} WHERE id = ?`;
  const current = (id: string): T | undefined => {
    const row = write(byId).get(id);
    return row && parse(row);
  };
  const insertRow = (id: string, doc: string): void => {
    try {
      write(`INSERT INTO ${table} (id, doc) VALUES (?, ?)`).run(id, doc);
    } catch (error) {
      // SQLite names whichever index it looks at first; that the id is taken must always be told
      throw conflictOr(error, () => (current(id) ? 'id' : undefined));
    }
  };
  const replaceRow = (entity: T): void => {
    try {
      write(`UPDATE ${table} SET doc = ? WHERE id = ?`).run(JSON.stringify(entity), entity.id);
    } catch (error) {
      throw conflictOr(error);
    }
  };
  const rows = async (sql: string, ...values: (string | number)[]): Promise<T[]> =>
    whileLocked(() =>
      read(sql)
        .all(...values)
        .map(parse),
    );

  return {
    async insert(entity) {
      checkEntity(indexes, entity);
      const doc = JSON.stringify(entity); // as it is now, not as it may be when its turn comes
      await writer.run(() => insertRow(entity.id, doc));
    },
    async insertAll(entities) {
      const docs = entities.map((entity) => {
        checkEntity(indexes, entity);
        return [entity.id, JSON.stringify(entity)] as const;
      });
      await writer.run(() => docs.forEach(([id, doc]) => insertRow(id, doc)));
    },
    async get(id) {
      if (!isStorable(id)) return undefined;
      const row = await whileLocked(() => read(byId).get(id));
      return row && parse(row);
    },
    async update(id, change) {
      return writer.run(() => {
        const before = isStorable(id) ? current(id) : undefined;
        if (!before) throw new NotFoundError(`${declaration.name}: no such id`);
        const after = change(before);
        if (after === before) return before;
        checkSameId(declaration, id, after);
        checkEntity(indexes, after);
        replaceRow(after);
        return after;
      });
    },
    async find(where, page = {}) {
      const { field, value } = conditionOf(declaration, where);
      if (!isStorable(value)) return [];
      const sql = `SELECT doc FROM ${table} WHERE "${field}" = ? AND id > ? ORDER BY id LIMIT ?`;
      return rows(sql, bindable(value), page.after ?? '', page.limit ?? -1);
    },
    async before(field, instant, limit, since = Number.MIN_SAFE_INTEGER) {
      requireInstant(declaration, field);
      const sql = `SELECT doc FROM ${table} WHERE "${field}" <= ? AND "${field}" >= ? ORDER BY "${field}", id LIMIT ?`;
      return rows(sql, instant, since, limit);
    },
    async delete(id, when) {
      if (!isStorable(id)) return;
      await writer.run(() => {
        if (when) {
          const found = current(id);
          if (!found || !when(found)) return;
        }
        write(`DELETE FROM ${table} WHERE id = ?`).run(id);
      });
    },
  };
}

/** Prepares each statement at its first use, when the table exists. */
function preparedBy(database: DatabaseSync): (sql: string) => StatementSync {
  const prepared = new Map<string, StatementSync>();
  return (sql) => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
}

/** SQLite has no booleans: `->>` makes true 1. */
function bindable(value: IndexValue): string | number {
  return typeof value === 'boolean' ? Number(value) : value;
}

function conflictOr(error: unknown, preferred?: () => string | undefined): unknown {
  const field = violatedField(error);
  return field === undefined ? error : new ConflictError(preferred?.() ?? field, { cause: error });
}
