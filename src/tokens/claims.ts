/** The claims of our tokens, as provider and resource servers share them. @source design 6 */

/** Claim of the fiscal number, value `TINIT-<code>`. @source SPID/CIE OIDC attribute list */
export const FISCAL_NUMBER_CLAIM = 'https://attributes.eid.gov.it/fiscal_number';
/** Type of our authorization details (RFC 9396). */
export const DELEGATION_TYPE = 'urn:gass:delegation';

/** A fiscal code as the claim writes it. */
export function toFiscalNumber(fiscalCode: string): string {
  return `TINIT-${fiscalCode}`;
}

/** One authorization detail: under which delegation the actor acts, for what, until when. */
export interface DelegationDetail {
  readonly type: typeof DELEGATION_TYPE;
  readonly delegation_id: string;
  readonly basis: 'parental' | 'guardianship' | 'mandate';
  readonly actions: readonly string[];
  /** Audiences. */
  readonly locations: readonly string[];
  /** FSE class codes, or `*`. */
  readonly datatypes: readonly string[];
  /** RFC 3339, UTC. */
  readonly valid_until: string;
  readonly patient: { readonly given_name: string; readonly family_name: string };
}

/** Who acts, only when not the patient (RFC 8693 4.1). */
export interface ActorClaim {
  readonly sub: string;
  readonly subject_role: 'GEN' | 'TUT' | 'ING';
  readonly given_name: string;
  readonly family_name: string;
  readonly [FISCAL_NUMBER_CLAIM]: string;
}

/** A JWT access token of ours (RFC 9068). Person's claims are absent in a service's own token. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly client_id: string;
  readonly scope: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly auth_time?: number;
  readonly act?: ActorClaim;
  readonly authorization_details?: readonly DelegationDetail[];
  readonly [FISCAL_NUMBER_CLAIM]?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly birthdate?: string;
  readonly gender?: string;
  /** Of a publishing client: its organisation's code (resource-servers 6.6). */
  readonly organization?: string;
  readonly status?: { readonly status_list: { readonly idx: number; readonly uri: string } };
  readonly cnf?: { readonly jkt: string };
}
