/** Keys under which secrets and personal values are found without being stored. */
import { createHmac } from 'node:crypto';

export interface Indexer {
  /** HMAC-SHA256 of the value, base64url; the purpose keeps two uses of one value apart. */
  indexOf(purpose: string, value: string): string;
}

/** An indexer on the key `index` of `config/secrets.ts`: without it nobody can try values. */
export function createIndexer(key: string): Indexer {
  return {
    indexOf: (purpose, value) =>
      // The zero byte cannot occur in a purpose: no two pairs make the same text.
      createHmac('sha256', key).update(`${purpose}\0${value}`).digest('base64url'),
  };
}
