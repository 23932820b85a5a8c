/**
 * oidc-provider's storage contract over our collections.
 *
 * Bearer values are never keys: an artifact is stored under an HMAC of its id, and its payload has
 * no `jti`. A Grant is a record of its own (`grant-records.ts`), and reading one asks again whether
 * account and delegation are in force: every issue and every introspection passes here.
 */
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { ATTEMPT_KEPT_S, REPEAT_TOLERANCE_S, SESSION_ABSOLUTE_S } from '../../config/limits.ts';
import { endedSessionId } from '../commands/end-access.ts';
import type { Indexer } from '../credentials/indexer.ts';
import { isActive } from '../domain/account.ts';
import { ConflictError, NotFoundError, upsert } from '../storage/collection.ts';
import type { Artifact } from '../stores/collections.ts';
import type { Stores } from '../stores/stores.ts';
import type { GrantRecords } from './grant-records.ts';
import type { PresentedJwts } from './presented-jwts.ts';

/** Models whose rows die with their grant; Session and Interaction outlive it. */
const TOKEN_MODELS: ReadonlySet<string> = new Set([
  'AccessToken',
  'AuthorizationCode',
  'RefreshToken',
]);

export interface AdapterDeps {
  readonly stores: Pick<Stores, 'artifacts' | 'accounts'>;
  readonly indexer: Indexer;
  readonly grants: GrantRecords;
  readonly presented: PresentedJwts;
  /** A service's own JWT was revoked (RFC 7009). */
  readonly revokeService: (clientId: string) => Promise<void>;
}

/** Where an artifact is stored: bearer values are never keys. */
export function artifactKey(indexer: Indexer, model: string, id: string): string {
  return indexer.indexOf(`artifact:${model}`, id);
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
      if (model === 'ReplayDetection') return insertOnce(deps, fresh);
      if (model === 'Session') await mergeTabs(deps, fresh);
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
      if (model === 'Session' && !(await isSessionAlive(deps, artifact))) return undefined;
      return toPayload(artifact, id);
    },
    async findByUid(uid) {
      // Two tabs may each have renewed the session's id: the newest row speaks for the session.
      const rows = (await artifacts.find({ uid })).filter((row) => row.model === model);
      const newest = rows.sort((a, b) => b.expiresAt - a.expiresAt)[0];
      if (!newest || (model === 'Session' && !(await isSessionAlive(deps, newest))))
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

/** Two tabs may renew the session's id at once: what either was granted stays with the session. */
async function mergeTabs(deps: AdapterDeps, fresh: Artifact): Promise<void> {
  if (fresh.uid === undefined) return;
  const payload = fresh.payload as { authorizations?: object };
  const rows = await deps.stores.artifacts.find({ uid: fresh.uid });
  const others = rows.filter((row) => row.id !== fresh.id && row.model === 'Session');
  payload.authorizations = Object.assign(
    {},
    ...others.map((row) => (row.payload as typeof payload).authorizations),
    payload.authorizations,
  ) as object;
}

/** Methods for features that are off; the library never calls them. */
const unsupported = {
  findByUserCode: () => Promise.resolve(undefined),
  findByUid: () => Promise.resolve(undefined),
  consume: () => Promise.resolve(undefined),
  revokeByGrantId: () => Promise.resolve(undefined),
};

/** A proof of possession may be used once; the library's own find-then-save lets parallel ones through. */
async function insertOnce(deps: AdapterDeps, artifact: Artifact): Promise<void> {
  try {
    await deps.stores.artifacts.insert(artifact);
  } catch (error) {
    if (error instanceof ConflictError)
      throw new errors.InvalidDpopProof('DPoP proof JWT Replay detected');
    throw error;
  }
}

function toArtifact(
  id: string,
  model: string,
  payload: AdapterPayload,
  expiresIn: number | undefined,
): Artifact {
  const { jti: _bearer, ...kept } = payload;
  const now = Date.now();
  const session = kept['session'] as { cookie?: string } | undefined;
  if (model === 'Interaction' && session?.cookie) {
    const { cookie: _sessionId, ...shown } = session;
    kept['session'] = shown;
  }
  return {
    id,
    model,
    ...(payload.grantId ? { grantId: payload.grantId } : {}),
    ...(payload.accountId ? { accountId: payload.accountId } : {}),
    ...(payload.uid ? { uid: payload.uid } : {}),
    payload: kept,
    createdAt: now,
    expiresAt: now + (expiresIn ?? ATTEMPT_KEPT_S) * 1000,
  };
}

/** A pushed request belongs to the authorization endpoint, which knows no invalid_grant. */
function usedBefore(model: string): Error {
  return model === 'PushedAuthorizationRequest'
    ? new errors.InvalidRequestUri('request_uri was already used')
    : new errors.InvalidGrant('already used');
}

function toPayload(artifact: Artifact, id: string | undefined): AdapterPayload {
  const { consumedAt = Infinity } = artifact;
  const tolerance = TOKEN_MODELS.has(artifact.model) ? REPEAT_TOLERANCE_S * 1000 : -1;
  return {
    ...artifact.payload,
    ...(id === undefined ? {} : { jti: id }),
    // Within the tolerance a repeated code or token is refused by `consume` and changes nothing;
    // after it the library sees a used one and ends the family.
    ...(Date.now() - consumedAt > tolerance ? { consumed: Math.floor(consumedAt / 1000) } : {}),
  };
}

/** A session ends 12 h after its login, when somebody signed out of it, and when its account lost force after it began. */
async function isSessionAlive(deps: AdapterDeps, artifact: Artifact): Promise<boolean> {
  const { accountId, loginTs } = artifact.payload as { accountId?: string; loginTs?: number };
  if (!accountId || loginTs === undefined) return true;
  if (loginTs + SESSION_ABSOLUTE_S <= Date.now() / 1000) return false;
  if (artifact.uid !== undefined && (await deps.stores.artifacts.get(endedSessionId(artifact.uid))))
    return false;
  const account = await deps.stores.accounts.get(accountId);
  // loginTs has whole seconds: a login of the very second in which older ones ended is not older.
  return account !== undefined && isActive(account) && account.notBefore < (loginTs + 1) * 1000;
}
