/**
 * The storage port: what the rest of the system may ask of a database, and nothing more.
 *
 * Two engines implement it (`sqlite.ts`, `mongo.ts`); one contract suite proves both
 * (`test/contract`). A rule is a pure function handed to `update`; it is never written in a query
 * language, so it exists once and is isolated on both engines. This folder knows no aggregate.
 */
import { GassError } from '../domain/errors.ts';

/** What every stored thing has: an id that is unique in its collection. */
export interface Entity {
  readonly id: string;
}

/** One field, in the words of a mongoose schema definition; nested things are `Object`. */
export interface FieldDefinition {
  readonly type:
    | StringConstructor
    | NumberConstructor
    | BooleanConstructor
    | ObjectConstructor
    | readonly [StringConstructor]
    | readonly [ObjectConstructor];
  readonly required?: true;
  readonly index?: true;
  /** Absent values never collide. */
  readonly unique?: true;
}

/** What engines read of a declaration: names and fields, whatever the entity. */
export interface AnyDeclaration {
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldDefinition>>;
}

/** A collection declared once: a plain mongoose schema definition with every top-level field of T. */
export interface CollectionDeclaration<T extends Entity> {
  readonly name: string;
  readonly fields: { readonly [K in Exclude<keyof T, 'id'>]-?: FieldDefinition };
}

/** One declared-index field and the value it must equal. */
export type OneIndexedField<T> = { readonly [K in keyof T]?: T[K] };

/** A field that holds an instant: epoch milliseconds. */
export type InstantField<T> = {
  [K in keyof T]-?: Exclude<T[K], undefined> extends number ? K : never;
}[keyof T] &
  string;

/** One aggregate's rows. Every method may also throw `StorageUnavailableError`. */
export interface Collection<T extends Entity> {
  /** Stores a new entity. @throws ConflictError the id or a unique field is taken */
  insert(entity: T): Promise<void>;
  /**
   * Stores new entities in their order: those stored after a failure are the first of them, and
   * on SQLite they are all or none. @throws ConflictError an id or a unique field is taken
   */
  insertAll(entities: readonly T[]): Promise<void>;
  /** Reads one entity, or undefined. Expiry is the domain's question, asked by who reads. */
  get(id: string): Promise<T | undefined>;
  /**
   * Replaces the entity by `change(current)`, isolated from every other update of it.
   * `change` is synchronous and pure: it may run more than once. Returning the same reference
   * writes nothing; a throw writes nothing and reaches the caller.
   * @throws NotFoundError no such id · ConflictError a unique field is taken
   */
  update(id: string, change: (current: T) => T): Promise<T>;
  /** Entities whose one declared-index field equals the value, ordered by id. */
  find(
    where: OneIndexedField<T>,
    page?: { readonly after?: string; readonly limit?: number },
  ): Promise<T[]>;
  /** Entities whose indexed instant is at or before `instant` (and at or after `since`), ascending. */
  before(field: InstantField<T>, instant: number, limit: number, since?: number): Promise<T[]>;
  /**
   * Removes the entity; removing what is not there is no error. With `when`, only if that says
   * yes of the entity as it is at that moment: it is synchronous and pure, and may run again.
   */
  delete(id: string, when?: (current: T) => boolean): Promise<void>;
}

/** An opened database. */
export interface Store {
  collection<T extends Entity>(declaration: CollectionDeclaration<T>): Collection<T>;
  /** Creates what the declarations need; safe to repeat, also from several processes. */
  migrate(declarations: readonly AnyDeclaration[]): Promise<void>;
  /** Whether `migrate` has been run for these declarations. */
  isMigrated(declarations: readonly AnyDeclaration[]): Promise<boolean>;
  /** Resolves when a read answers. @throws StorageUnavailableError */
  health(): Promise<void>;
  close(): Promise<void>;
}

/** The id or a unique field is taken. */
export class ConflictError extends GassError {
  override readonly name = 'ConflictError';
  readonly field: string;
  constructor(field: string, options?: ErrorOptions) {
    super('conflict', { status: 409, detail: `${field} is taken`, ...options });
    this.field = field;
  }
}

/** No entity has this id. */
export class NotFoundError extends GassError {
  override readonly name = 'NotFoundError';
  constructor(detail: string) {
    super('not_found', { status: 404, detail });
  }
}

/** The database does not answer. */
export class StorageUnavailableError extends GassError {
  override readonly name = 'StorageUnavailableError';
  constructor(detail: string, options?: ErrorOptions) {
    super('unavailable', { status: 503, detail, ...options });
  }
}

/**
 * Changes the entity, or creates it when there is none; isolated as `update` is.
 * `create` may run although another process creates the entity first: then `change` decides.
 */
export async function upsert<T extends Entity>(
  collection: Collection<T>,
  id: string,
  create: () => T,
  change: (current: T) => T,
): Promise<T> {
  for (;;) {
    try {
      return await collection.update(id, change);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
    try {
      const entity = create();
      await collection.insert(entity);
      return entity;
    } catch (error) {
      if (!(error instanceof ConflictError) || error.field !== 'id') throw error;
    }
  }
}
