/** The provider's own access tokens, judged in its own process: its keys, and its grants as they are now. */
import { type JWK, type JWTVerifyGetKey, createLocalJWKSet } from 'jose';
import type { GrantRecord } from '../domain/grant.ts';
import type { Stores } from '../stores/stores.ts';
import { type StatusEntry, listUri } from './status-list.ts';

export interface OwnTokens {
  /** Public keys. */
  readonly keys: JWTVerifyGetKey;
  /** Whether the grant behind a token's status entry is not revoked. */
  isLive(entry: StatusEntry): Promise<boolean>;
}

export function createOwnTokens(options: {
  readonly issuer: string;
  /** Public ones. */
  readonly keys: readonly JWK[];
  readonly stores: Pick<Stores, 'grants'>;
}): OwnTokens {
  const { issuer, stores } = options;
  return {
    keys: createLocalJWKSet({ keys: [...options.keys] }),
    async isLive({ idx, uri }) {
      const epoch = Number(uri.split('/').at(-1));
      if (uri !== listUri(issuer, epoch)) return false;
      const record = await grantOfEntry(stores, epoch, idx);
      return record !== undefined && record.revokedAt === undefined;
    },
  };
}

/** A JWT names no grant; its status entry does. */
export async function grantOfEntry(
  stores: Pick<Stores, 'grants'>,
  epoch: number,
  index: number,
): Promise<GrantRecord | undefined> {
  const entry = `${epoch}.${index}`;
  const [current] = await stores.grants.find({ statusEntry: entry });
  if (current) return current;
  const [previous] = await stores.grants.find({ previousStatusEntry: entry });
  return previous;
}
