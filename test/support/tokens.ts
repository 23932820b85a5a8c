/** Access tokens of a fake provider: right ones, and every way to be wrong. */
import { randomUUID } from 'node:crypto';
import { type CryptoKey, type JWTPayload, SignJWT } from 'jose';
import { ACR_OTP } from '../../src/tokens/acr.ts';
import {
  type ActorClaim,
  DELEGATION_TYPE,
  type DelegationDetail,
  FISCAL_NUMBER_CLAIM,
} from '../../src/tokens/claims.ts';

/** Somebody a token speaks of. */
export interface Subject {
  readonly sub: string;
  readonly fiscalCode: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly birthdate: string;
  readonly gender: 'female' | 'male';
}

/** Claims of a person's own token. */
export function personClaims(person: Subject, scope: string): JWTPayload {
  return {
    sub: person.sub,
    client_id: 'portale-salute',
    scope,
    jti: randomUUID(),
    acr: ACR_OTP,
    amr: ['pwd', 'sms', 'mfa'],
    auth_time: nowS(),
    [FISCAL_NUMBER_CLAIM]: `TINIT-${person.fiscalCode}`,
    given_name: person.givenName,
    family_name: person.familyName,
    birthdate: person.birthdate,
    gender: person.gender,
  };
}

const ROLES = { parental: 'GEN', guardianship: 'TUT', mandate: 'ING' } as const;

/** The delegation of a token in which `actor` acts for `patient`. */
export function delegatedClaims(
  patient: Subject,
  actor: Subject,
  scope: string,
  delegation: Partial<DelegationDetail> & Pick<DelegationDetail, 'basis' | 'locations'>,
): JWTPayload {
  const act: ActorClaim = {
    sub: actor.sub,
    subject_role: ROLES[delegation.basis],
    given_name: actor.givenName,
    family_name: actor.familyName,
    [FISCAL_NUMBER_CLAIM]: `TINIT-${actor.fiscalCode}`,
  };
  const detail: DelegationDetail = {
    type: DELEGATION_TYPE,
    delegation_id: '5d0f5c7e-3a52-4e0a-9a3c-6d8c1b2e4f70',
    actions: ['read', 'book', 'consent', 'notes', 'declare', 'choose-doctor', 'audit'],
    datatypes: ['*'],
    valid_until: new Date(Date.now() + 86_400_000).toISOString(),
    patient: { given_name: patient.givenName, family_name: patient.familyName },
    ...delegation,
  };
  return { ...personClaims(patient, scope), act, authorization_details: [detail] };
}

/** Claims of a service's own token (client_credentials). */
export function serviceClaims(clientId: string, scope: string, organization?: string): JWTPayload {
  return {
    sub: clientId,
    client_id: clientId,
    scope,
    jti: randomUUID(),
    ...(organization === undefined ? {} : { organization }),
  };
}

/** Signs claims as RFC 9068 asks; header and claims given stand instead of the usual ones. */
export function signToken(
  claims: JWTPayload,
  key: CryptoKey,
  {
    header = {},
    lifetimeS = 300,
  }: { readonly header?: Record<string, string>; readonly lifetimeS?: number } = {},
): Promise<string> {
  const iat = nowS();
  return new SignJWT({ iat, exp: iat + lifetimeS, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header })
    .sign(key);
}

/** Now in whole seconds, as tokens count. */
export function nowS(): number {
  return Math.floor(Date.now() / 1000);
}
