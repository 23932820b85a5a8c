/**
 * What both engines read out of a declaration: its indexes, and the checks that make them refuse
 * the same things. A mistake of ours (an undeclared index) is a TypeError, never an empty answer.
 */
import { InvalidValueError } from '../domain/errors.ts';
import type { AnyDeclaration, Entity, FieldDefinition } from './collection.ts';

/** One declared index. `isOptional`: entities without the field are not in it. */
export interface DeclaredIndex {
  readonly field: string;
  readonly isUnique: boolean;
  readonly isOptional: boolean;
  readonly isText: boolean;
}

/** A value that an index can hold. */
export type IndexValue = string | number | boolean;

/** Names that engines use themselves. */
const RESERVED = new Set(['id', '_id', 'doc', 'version', 'rowid', 'oid']);
const INDEXABLE: ReadonlySet<unknown> = new Set([String, Number, Boolean]);
const PLAIN_NAME = /^[a-zA-Z][a-zA-Z0-9]*$/;

/** The indexes of a declaration. @throws TypeError a name or an index that an engine cannot take */
export function indexesOf(declaration: AnyDeclaration): readonly DeclaredIndex[] {
  const names = [declaration.name, ...Object.keys(declaration.fields)];
  for (const name of names) {
    if (!PLAIN_NAME.test(name) || RESERVED.has(name))
      throw new TypeError(`${declaration.name}: the name ${name} is reserved or not plain letters`);
  }
  return Object.entries(declaration.fields).flatMap(([field, definition]) => {
    if (!definition.index && !definition.unique) return [];
    if (!INDEXABLE.has(definition.type))
      throw new TypeError(
        `${declaration.name}.${field}: an index holds strings, numbers or booleans`,
      );
    return [toIndex(field, definition)];
  });
}

/** The one condition of a `find`. @throws TypeError none, several, or a field without index */
export function conditionOf(
  declaration: AnyDeclaration,
  where: object,
): { readonly field: string; readonly value: IndexValue } {
  const [condition, ...others] = Object.entries(where) as [string, unknown][];
  if (!condition || others.length > 0)
    throw new TypeError(`${declaration.name}: find takes exactly one field`);
  const [field, value] = condition;
  requireIndex(declaration, field);
  if (!isIndexValue(value))
    throw new TypeError(
      `${declaration.name}.${field}: find compares with a string, number or boolean`,
    );
  return { field, value };
}

/** Checks that `before` may be asked of this field. @throws TypeError */
export function requireInstant(declaration: AnyDeclaration, field: string): void {
  requireIndex(declaration, field);
  if (declaration.fields[field]?.type !== Number)
    throw new TypeError(`${declaration.name}.${field} holds no instant`);
}

/** Checks what is about to be stored. @throws InvalidValueError an id or indexed value no engine can compare */
export function checkEntity(indexes: readonly DeclaredIndex[], entity: Entity): void {
  if (typeof entity.id !== 'string' || entity.id === '' || !entity.id.isWellFormed())
    throw new InvalidValueError('id', 'an id is a string of whole characters, not empty');
  for (const { field } of indexes) {
    const value = (entity as unknown as Record<string, unknown>)[field];
    if (value !== undefined && !isStorable(value))
      throw new InvalidValueError(
        field,
        `${field} is indexed: a string of whole characters, a finite number or a boolean`,
      );
  }
}

/** Checks that a change kept the id. @throws TypeError */
export function checkSameId(declaration: AnyDeclaration, id: string, changed: Entity): void {
  if (changed.id !== id) throw new TypeError(`${declaration.name}: a change may not change the id`);
}

/** Whether anything can be stored under this value: half a surrogate pair is in no database. */
export function isStorable(value: unknown): value is IndexValue {
  if (typeof value === 'string') return value.isWellFormed();
  return isIndexValue(value) && Number.isFinite(Number(value));
}

function isIndexValue(value: unknown): value is IndexValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function requireIndex(declaration: AnyDeclaration, field: string): void {
  const definition = Object.hasOwn(declaration.fields, field)
    ? declaration.fields[field]
    : undefined;
  if (!definition?.index && !definition?.unique)
    throw new TypeError(
      `${declaration.name}.${field} has no declared index: declare it, or ask otherwise`,
    );
}

function toIndex(field: string, definition: FieldDefinition): DeclaredIndex {
  return {
    field,
    isUnique: definition.unique === true,
    isOptional: definition.required !== true,
    isText: definition.type === String,
  };
}
