/**
 * oidc-provider's storage contract over our collections.
 *
 * Bearer values are never keys: an artifact is stored under an HMAC of its id, and its payload has
 * no `jti`. A Grant is a record of its own (`grant-records.ts`), and reading one asks again whether
 * account and delegation are in force: every issue and every introspection passes here.
 */
import { type Adapter, errors } from 'oidc-provider';
import type { Indexer } from '../credentials/indexer.ts';
import { NotFoundError, upsert } from '../storage/collection.ts';
import type { Stores } from '../stores/stores.ts';
import { TOKEN_MODELS, artifactKey, toArtifact, toPayload } from './artifacts.ts';
import type { GrantRecords } from './grant-records.ts';
import type { PresentedJwts } from './presented-jwts.ts';
import { isSessionAlive, mergeTabs } from './session-rows.ts';

export interface AdapterDeps {
  readonly stores: Pick<Stores, 'artifacts' | 'accounts'>;
  readonly indexer: Indexer;
  readonly grants: GrantRecords;
  readonly presented: PresentedJwts;
  /** A service's own JWT was revoked (RFC 7009). */
  readonly revokeService: (clientId: string) => Promise<void>;
}

/** The adapter factory handed to oidc-provider. */
export function createAdapter(deps: AdapterDeps): (model: string) => Adapter {
  return (model) => (model === 'Grant' ? grantAdapter(deps.grants) : artifactAdapter(deps, model));
}

function grantAdapter(grants: GrantRecords): Adapter {
  return {
    ...unsupported,
    upsert: (id, payload, expiresIn) => grants.save(id, payload, expiresIn, Date.now()),
    find: async (id) => (await grants.live(id, Date.now()))?.record.payload,
    destroy: (id) => grants.revoke(id, Date.now()),
  };
}

function artifactAdapter(deps: AdapterDeps, model: string): Adapter {
  const { artifacts } = deps.stores;
  const keyOf = (id: string): string => artifactKey(deps.indexer, model, id);
  const destroy = async (id: string): Promise<void> => {
    const presented = deps.presented.byJti(model, id);
    if (presented && model === 'ClientCredentials')
      await deps.revokeService(presented.clientId ?? '');
    await artifacts.delete(keyOf(id));
  };
  return {
    ...unsupported,
    async upsert(id, payload, expiresIn) {
      const fresh = toArtifact(keyOf(id), model, payload, expiresIn);
      // A conflict is a replay: `replay.ts` answers it, since only the caller knows of what.
      if (model === 'ReplayDetection') return artifacts.insert(fresh);
      if (model === 'Session') await mergeTabs(deps.stores, fresh);
      await upsert(
        artifacts,
        fresh.id,
        () => fresh,
        (stored) => ({
          ...fresh,
          createdAt: stored.createdAt,
          ...(stored.consumedAt === undefined ? {} : { consumedAt: stored.consumedAt }),
        }),
      );
    },
    async find(id) {
      if (model === 'AccessToken' || model === 'ClientCredentials') {
        const presented = deps.presented.take(model, id);
        if (presented) return presented;
      }
      const artifact = await artifacts.get(keyOf(id));
      if (!artifact) return undefined;
      if (model === 'Session' && !(await isSessionAlive(deps.stores, artifact))) return undefined;
      return toPayload(artifact, id);
    },
    async findByUid(uid) {
      // Two tabs may each have renewed the session's id: the newest row speaks for the session.
      const rows = (await artifacts.find({ uid })).filter((row) => row.model === model);
      const newest = rows.sort((a, b) => b.expiresAt - a.expiresAt)[0];
      if (!newest || (model === 'Session' && !(await isSessionAlive(deps.stores, newest))))
        return undefined;
      return toPayload(newest, undefined);
    },
    async consume(id) {
      // One winner: whoever comes second is refused, and the winner's tokens stay alive (design 10).
      const now = Date.now();
      await artifacts
        .update(keyOf(id), (stored) => {
          if (stored.consumedAt !== undefined) throw usedBefore(model);
          return { ...stored, consumedAt: now };
        })
        .catch((error: unknown) => {
          if (error instanceof NotFoundError) throw new errors.InvalidGrant('not found');
          throw error;
        });
    },
    destroy,
    async revokeByGrantId(grantId) {
      const rows = await artifacts.find({ grantId });
      await Promise.all(
        rows.filter((row) => TOKEN_MODELS.has(row.model)).map((row) => artifacts.delete(row.id)),
      );
    },
  };
}

/** Methods for features that are off; the library never calls them. */
const unsupported = {
  findByUserCode: () => Promise.resolve(undefined),
  findByUid: () => Promise.resolve(undefined),
  consume: () => Promise.resolve(undefined),
  revokeByGrantId: () => Promise.resolve(undefined),
};

/** A pushed request belongs to the authorization endpoint, which knows no invalid_grant. */
function usedBefore(model: string): Error {
  return model === 'PushedAuthorizationRequest'
    ? new errors.InvalidRequestUri('request_uri was already used')
    : new errors.InvalidGrant('already used');
}
