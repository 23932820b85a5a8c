/** Proof of possession (RFC 9449): that who sends a bound token holds its key, for this request, once. */
import { createHash } from 'node:crypto';
import { EmbeddedJWK, calculateJwkThumbprint, jwtVerify } from 'jose';
import { z } from 'zod';
import {
  DPOP_IAT_S,
  DPOP_JTI_S,
  IAT_FUTURE_S,
  MEMORY_ENTRIES,
  TOKEN_LENGTH,
} from '../../../config/limits.ts';
import { createBoundedMap } from './bounded-map.ts';
import { ApiError } from './errors.ts';

const proofSchema = z.object({
  jti: z.string().min(1).max(256),
  htm: z.string(),
  htu: z.string().max(4096),
  iat: z.number(),
  ath: z.string(),
});

/** What a proof must fit. */
export interface ProofContext {
  readonly method: string;
  /** Address of the request as clients know it, without query. */
  readonly url: string;
  readonly token: string;
  /** `cnf.jkt` of the token. */
  readonly thumbprint: string;
}

export interface ProofChecker {
  /** @throws ApiError proof-invalid */
  check(proof: string | undefined, context: ProofContext): Promise<void>;
}

/**
 * A checker that remembers the proofs it saw, in this process.
 * Between processes a copy stays usable for the same request within 60 s: TLS and the short
 * window are the bound there (RFC 9449 11.1 asks for no more than SHOULD).
 */
export function createProofChecker(): ProofChecker {
  const seen = createBoundedMap<number>(MEMORY_ENTRIES);
  return {
    async check(proof, context) {
      const claims = await open(proof, context.thumbprint);
      const now = Date.now();
      const ath = createHash('sha256').update(context.token).digest('base64url');
      const age = now / 1000 - claims.iat;
      const fits =
        claims.htm === context.method &&
        withoutQuery(claims.htu) === withoutQuery(context.url) &&
        claims.ath === ath &&
        age <= DPOP_IAT_S &&
        age >= -IAT_FUTURE_S;
      if (!fits) throw refused('does not fit the request');
      seen.prune((until) => until > now);
      const key = `${context.thumbprint}.${claims.jti}`;
      if ((seen.get(key) ?? 0) > now) throw refused('used before');
      seen.set(key, now + DPOP_JTI_S * 1000);
    },
  };
}

async function open(
  proof: string | undefined,
  thumbprint: string,
): Promise<z.infer<typeof proofSchema>> {
  if (proof === undefined || proof.length > TOKEN_LENGTH) throw refused('missing');
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256'],
    });
    const jwk = protectedHeader.jwk;
    if (!jwk || (await calculateJwkThumbprint(jwk)) !== thumbprint) throw refused('another key');
    return proofSchema.parse(payload);
  } catch (cause) {
    throw cause instanceof ApiError ? cause : refused('does not verify', cause);
  }
}

function withoutQuery(address: string): string | undefined {
  try {
    const { origin, pathname } = new URL(address);
    return `${origin}${pathname}`;
  } catch {
    return undefined;
  }
}

function refused(detail: string, cause?: unknown): ApiError {
  return new ApiError('proof-invalid', { detail, cause });
}
