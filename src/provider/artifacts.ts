/** How the library's models are stored: under which key, with what of their payload, and as what they are read back. */
import type { AdapterPayload } from 'oidc-provider';
import { ATTEMPT_KEPT_S, REPEAT_TOLERANCE_S } from '../../config/limits.ts';
import type { Indexer } from '../credentials/indexer.ts';
import type { Artifact } from '../stores/collections.ts';

/** Models whose rows die with their grant; Session and Interaction outlive it. */
export const TOKEN_MODELS: ReadonlySet<string> = new Set([
  'AccessToken',
  'AuthorizationCode',
  'RefreshToken',
]);

/** Where an artifact is stored: bearer values are never keys. */
export function artifactKey(indexer: Indexer, model: string, id: string): string {
  return indexer.indexOf(`artifact:${model}`, id);
}

/** A row of a model: what opens something is left out of it. `expiresIn` in seconds. */
export function toArtifact(
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

/** The payload as the library knows it. `id` undefined: found by another field. */
export function toPayload(artifact: Artifact, id: string | undefined): AdapterPayload {
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
