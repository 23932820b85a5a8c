/** A collection that exists for the storage tests alone: every kind of field and index. */
import { randomUUID } from 'node:crypto';
import type { CollectionDeclaration } from '../../src/storage/collection.ts';

export interface Sample {
  readonly id: string;
  readonly code: string;
  readonly slot?: string;
  readonly group?: string;
  readonly rank?: number;
  readonly isOpen?: boolean;
  readonly dueAt?: number;
  readonly count: number;
  readonly note?: string;
  readonly tags: readonly string[];
  readonly payload?: Readonly<Record<string, unknown>>;
}

export const samples: CollectionDeclaration<Sample> = {
  name: 'samples',
  fields: {
    code: { type: String, required: true, unique: true },
    slot: { type: String, unique: true },
    group: { type: String, index: true },
    rank: { type: Number, index: true },
    isOpen: { type: Boolean, index: true },
    dueAt: { type: Number, index: true },
    count: { type: Number, required: true },
    note: { type: String },
    tags: { type: [String], required: true },
    payload: { type: Object },
  },
};

/** A sample with a fresh id and code; what is given stands. */
export function sample(given: Partial<Sample> = {}): Sample {
  const id = given.id ?? randomUUID();
  return { id, code: `code-${id}`, count: 0, tags: [], ...given };
}
