/**
 * Tables of the embedded engine: `id`, the entity as JSON, and for every declared index a
 * generated column with a real index. Nothing but what is declared is ever queried.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { AnyDeclaration } from './collection.ts';
import { type DeclaredIndex, indexesOf } from './declared.ts';

/** Creates what is missing; runs inside a transaction of the caller. */
export function createTables(
  database: DatabaseSync,
  declarations: readonly AnyDeclaration[],
): void {
  for (const declaration of declarations) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS "${declaration.name}" (id TEXT PRIMARY KEY NOT NULL, doc TEXT NOT NULL)`,
    );
    const columns = columnsOf(database, declaration.name);
    for (const index of indexesOf(declaration)) {
      if (!columns.has(index.field)) database.exec(addColumn(declaration.name, index));
      database.exec(addIndex(declaration.name, index));
    }
  }
}

/** Whether `createTables` would change nothing. */
export function hasTables(
  database: DatabaseSync,
  declarations: readonly AnyDeclaration[],
): boolean {
  const rows = database.prepare('SELECT name FROM sqlite_schema').all();
  const names = new Set(rows.map((row) => String(row['name'])));
  return declarations.every(
    (declaration) =>
      names.has(declaration.name) &&
      indexesOf(declaration).every((index) => names.has(indexName(declaration.name, index))),
  );
}

function columnsOf(database: DatabaseSync, table: string): ReadonlySet<string> {
  const rows = database.prepare(`PRAGMA table_xinfo("${table}")`).all();
  return new Set(rows.map((row) => String(row['name'])));
}

/** Names hold letters and digits only (`indexesOf` checks), so they can stand in SQL as they are. */
function addColumn(table: string, index: DeclaredIndex): string {
  const affinity = index.isText ? 'TEXT' : 'NUMERIC';
  return `ALTER TABLE "${table}" ADD COLUMN "${index.field}" ${affinity} GENERATED ALWAYS AS (doc ->> '$."${index.field}"') VIRTUAL`;
}

/** Absent values are in no index, so they never collide. Ties are ordered by id, as `find` promises. */
function addIndex(table: string, index: DeclaredIndex): string {
  const kind = index.isUnique ? 'UNIQUE INDEX' : 'INDEX';
  const columns = index.isUnique ? `"${index.field}"` : `"${index.field}", id`;
  return `CREATE ${kind} IF NOT EXISTS "${indexName(table, index)}" ON "${table}" (${columns}) WHERE "${index.field}" IS NOT NULL`;
}

function indexName(table: string, index: DeclaredIndex): string {
  return `${table}_${index.field}_${index.isUnique ? 'unique' : 'index'}`;
}
