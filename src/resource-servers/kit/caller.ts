/**
 * Who calls, and for whom: read from the claims of a token that has already been proved.
 *
 * A resource server knows nothing else of people. A token is a person's only with `auth_time`, a
 * service's only if `sub` is its `client_id`; one that is both, or neither, is no token of ours.
 */
import { z } from 'zod';
import {
  type AccessTokenClaims,
  type ActorClaim,
  DELEGATION_TYPE,
  type DelegationDetail,
  FISCAL_NUMBER_CLAIM,
} from '../../tokens/claims.ts';
import { ApiError } from './errors.ts';

const text = z.string().min(1).max(2048);

const detailSchema = z.object({
  type: z.literal(DELEGATION_TYPE),
  delegation_id: text,
  basis: z.enum(['parental', 'guardianship', 'mandate']),
  actions: z.array(text),
  locations: z.array(text),
  datatypes: z.array(text),
  valid_until: z.iso.datetime({ offset: true }),
  patient: z.object({ given_name: text, family_name: text }),
});

/** A detail of another type says nothing to us; one of ours that is malformed refuses the token. */
const foreignDetailSchema = z.object({
  type: text.refine((type) => type !== DELEGATION_TYPE),
});

const claimsSchema = z.object({
  iss: text,
  aud: text,
  sub: text,
  client_id: text,
  scope: z.string().max(2048),
  iat: z.number(),
  exp: z.number(),
  jti: text,
  acr: text.optional(),
  amr: z.array(text).optional(),
  auth_time: z.number().optional(),
  act: z
    .object({
      sub: text,
      subject_role: z.enum(['GEN', 'TUT', 'ING']),
      given_name: text,
      family_name: text,
      [FISCAL_NUMBER_CLAIM]: text,
      act: z.undefined().optional(),
    })
    .optional(),
  authorization_details: z
    .array(z.union([detailSchema, foreignDetailSchema]))
    .transform((details) => details.flatMap((one) => ('basis' in one ? [one] : [])))
    .optional(),
  [FISCAL_NUMBER_CLAIM]: z
    .string()
    .regex(/^TINIT-[0-9A-Z]{11,16}$/)
    .optional(),
  given_name: text.optional(),
  family_name: text.optional(),
  birthdate: z.iso.date().optional(),
  gender: text.optional(),
  organization: text.optional(),
  status: z
    .object({ status_list: z.object({ idx: z.number().int().nonnegative(), uri: text }) })
    .optional(),
  cnf: z.object({ jkt: text }).optional(),
});

/** What every caller has. */
interface AnyCaller {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  /** Names the token in logs and rates: its `jti`, or a hash of an opaque one. */
  readonly tokenId: string;
  /** Instant at which the token ends, epoch ms. */
  readonly expiresAt: number;
  /** Age of what is known of its revocation, in ms; 0 when the provider was asked just now. */
  readonly statusAge: number;
}

/** A person's token: `sub` is the patient; with `delegation` somebody else acts. */
export interface PersonCaller extends AnyCaller {
  readonly kind: 'person';
  readonly patientId: string;
  readonly fiscalCode: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Civil date, YYYY-MM-DD. */
  readonly birthdate: string;
  readonly gender: string | undefined;
  /** Level of the person who authenticated. */
  readonly acr: string | undefined;
  readonly delegation:
    | { readonly actor: ActorClaim; readonly details: readonly DelegationDetail[] }
    | undefined;
}

/** A service's own token (client_credentials). */
export interface ServiceCaller extends AnyCaller {
  readonly kind: 'service';
  /** Code of the organisation the client publishes for, from its registration. */
  readonly organization: string | undefined;
}

export type Caller = PersonCaller | ServiceCaller;

/** The claims in the shape our provider writes, of whichever token format. @throws ApiError ACCESS_TOKEN_INVALID */
export function parseClaims(value: unknown): AccessTokenClaims {
  const parsed = claimsSchema.safeParse(value);
  if (!parsed.success)
    throw invalid(`claims: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(' ')}`);
  // Optional members zod leaves undefined are absent for every reader, which asks for undefined.
  return parsed.data as AccessTokenClaims;
}

/** The caller of proved claims. @throws ApiError ACCESS_TOKEN_INVALID when they contradict each other */
export function callerOf(claims: AccessTokenClaims, statusAge: number): Caller {
  const base: AnyCaller = {
    clientId: claims.client_id,
    scopes: new Set(claims.scope.split(' ').filter((scope) => scope !== '')),
    tokenId: claims.jti,
    expiresAt: claims.exp * 1000,
    statusAge,
  };
  const isService = claims.sub === claims.client_id;
  if (isService === (claims.auth_time !== undefined))
    throw invalid('neither a person nor a service');
  const details = claims.authorization_details ?? [];
  if (claims.act === undefined && details.length > 0) throw invalid('a delegation without act');
  if (isService) {
    if (claims.act) throw invalid('a service with act');
    return { ...base, kind: 'service', organization: claims.organization };
  }
  const fiscalNumber = claims[FISCAL_NUMBER_CLAIM];
  const { given_name: givenName, family_name: familyName, birthdate } = claims;
  if (!fiscalNumber || !givenName || !familyName || !birthdate)
    throw invalid('a person without a name');
  if (claims.act?.sub === claims.sub) throw invalid('acts for oneself');
  return {
    ...base,
    kind: 'person',
    patientId: claims.sub,
    fiscalCode: fiscalNumber.replace(/^TINIT-/, ''),
    givenName,
    familyName,
    birthdate,
    gender: claims.gender,
    acr: claims.acr,
    delegation: claims.act && { actor: claims.act, details },
  };
}

function invalid(detail: string): ApiError {
  return new ApiError('ACCESS_TOKEN_INVALID', { detail });
}
