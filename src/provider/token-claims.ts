/**
 * What an access token says: one function for JWTs, opaque tokens and introspection.
 *
 * `sub` is the patient and `act` the person who acts, only for audiences that know delegations;
 * tokens without an audience speak of the person who logged in (design 6).
 */
import {
  type AccessToken,
  type ClientCredentials,
  type JWTStructured,
  type KoaContextWithOIDC,
  errors,
} from 'oidc-provider';
import { PIN_ACR_S } from '../../config/limits.ts';
import type { Account } from '../domain/account.ts';
import { subjectRoleOf } from '../domain/delegation.ts';
import type { GrantRecord } from '../domain/grant.ts';
import { ACR_OTP, ACR_PIN, type Acr } from '../tokens/acr.ts';
import {
  type ActorClaim,
  type DelegationDetail,
  FISCAL_NUMBER_CLAIM,
  toFiscalNumber,
} from '../tokens/claims.ts';
import { detailOf, type GrantRecords } from './grant-records.ts';
import type { Registry } from './registry.ts';
import type { StatusEntries } from './status-list.ts';

export interface ClaimsDeps {
  readonly grants: GrantRecords;
  readonly registry: Registry;
  readonly statusEntries: StatusEntries;
}

/** Claims beyond the library's own, as both token formats carry them. */
export interface OurClaims {
  readonly sub?: string;
  readonly act?: ActorClaim;
  readonly acr?: Acr;
  readonly amr?: readonly string[];
  readonly auth_time?: number;
  readonly organization?: string;
  readonly [claim: string]: unknown;
}

type Token = AccessToken | ClientCredentials;

/** Level and methods of a grant now: the PIN counts for 600 s, in the grant that asked for it. */
export function levelOf(record: GrantRecord | undefined, now: number): { acr: Acr; amr: string[] } {
  const amr = [...(record?.amr ?? [])].filter((method) => method !== 'pin');
  const hasPin = record?.pinAt !== undefined && now < record.pinAt + PIN_ACR_S * 1000;
  return hasPin ? { acr: ACR_PIN, amr: [...amr, 'pin'] } : { acr: ACR_OTP, amr };
}

export interface TokenClaims {
  /** `extraTokenClaims` of oidc-provider: what introspection answers, and the base of a JWT. */
  extra(ctx: KoaContextWithOIDC, token: Token): Promise<OurClaims | undefined>;
  /** `formats.customizers.jwt`: what a JWT says otherwise. @throws InvalidScope no scope is left */
  customizeJwt(ctx: KoaContextWithOIDC, token: Token, jwt: JWTStructured): Promise<void>;
  /** The detail a token for this audience carries. */
  details(grantId: string | undefined, audience: string | undefined): Promise<DelegationDetail[]>;
}

export function createTokenClaims(deps: ClaimsDeps): TokenClaims {
  const person = async (token: AccessToken): Promise<OurClaims | undefined> => {
    if (!token.aud) return undefined;
    const now = Date.now();
    const live = await deps.grants.live(token.grantId, now);
    if (!live) throw new errors.InvalidGrant('grant is not in force');
    const { record, actor, patient } = live;
    const detail = detailOf(record);
    if (detail && !deps.registry.isDelegationAware(String(token.aud)))
      throw new errors.InvalidTarget('this resource does not accept delegations');
    return {
      sub: patient.id,
      ...(detail
        ? { act: actorClaim(actor, detail) }
        : { username: toFiscalNumber(actor.fiscalCode) }),
      ...levelOf(record, now),
      ...(record.authTime === undefined ? {} : { auth_time: record.authTime }),
      [FISCAL_NUMBER_CLAIM]: toFiscalNumber(patient.fiscalCode),
      given_name: patient.givenName,
      family_name: patient.familyName,
      birthdate: patient.birthdate,
      gender: patient.gender,
    };
  };

  return {
    async extra(ctx, token) {
      if (token.kind === 'AccessToken') return person(token); // told by kind
      // Without an audience a service's token stands for nothing, so a scope asked with it is a mistake.
      if (!token.aud && ctx.oidc.body?.['scope'])
        throw new errors.InvalidScope('no scope without a resource', '');
      const organization = deps.registry.client(token.clientId ?? '')?.organization;
      return organization === undefined ? undefined : { organization };
    },

    async customizeJwt(_ctx, token, jwt) {
      if (!token.scope) throw new errors.InvalidScope('no scope is left for this resource', '');
      const { extra } = token as { extra?: OurClaims }; // set by the library just before
      const { username: _forIntrospection, ...payload } = jwt.payload as Record<string, unknown>; // the library's plain object
      if (extra?.sub !== undefined) payload['sub'] = extra.sub;
      const entry =
        token.kind === 'AccessToken'
          ? await deps.statusEntries.ofGrant(token.grantId, Date.now())
          : await deps.statusEntries.ofClient(token.clientId ?? '', Date.now());
      payload['status'] = { status_list: entry };
      jwt.payload = payload;
    },

    async details(grantId, audience) {
      if (grantId === undefined || audience === undefined) return [];
      const detail = detailOf((await deps.grants.live(grantId, Date.now()))?.record);
      if (!detail || !deps.registry.isDelegationAware(audience)) return [];
      // A grant may be used at a regional service that was asked for only later.
      return [{ ...detail, locations: [...new Set([...detail.locations, audience])] }];
    },
  };
}

function actorClaim(actor: Account, detail: DelegationDetail): ActorClaim {
  return {
    sub: actor.id,
    subject_role: subjectRoleOf(detail.basis),
    given_name: actor.givenName,
    family_name: actor.familyName,
    [FISCAL_NUMBER_CLAIM]: toFiscalNumber(actor.fiscalCode),
  };
}
