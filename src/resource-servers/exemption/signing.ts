/** Who signs a statement, and for whom: read from the token alone. */
import { ACR_PIN } from '../../tokens/acr.ts';
import { FISCAL_NUMBER_CLAIM } from '../../tokens/claims.ts';
import type { PersonCaller } from '../kit/caller.ts';
import { ApiError } from '../kit/errors.ts';
import type { DraftStatement } from './statements.ts';
import type { NamedPerson, Signer } from './stored.ts';

/** Everything of a statement but what it says. */
export type Signature = Omit<DraftStatement, 'act'>;

/** The signature of a caller under an id. @throws ApiError step-up-required without acr, which no route admits */
export function signatureOf(
  caller: PersonCaller,
  { id, now }: { readonly id: string; readonly now: number },
): Signature {
  if (caller.acr === undefined) throw new ApiError('step-up-required', { acr: ACR_PIN });
  return {
    id,
    fiscalCode: caller.fiscalCode,
    at: now,
    ...signersOf(caller),
    jti: caller.tokenId,
    acr: caller.acr,
    clientId: caller.clientId,
  };
}

function signersOf(caller: PersonCaller): { signer: Signer; onBehalfOf?: NamedPerson } {
  const person: NamedPerson = {
    sub: caller.patientId,
    fiscalCode: caller.fiscalCode,
    givenName: caller.givenName,
    familyName: caller.familyName,
  };
  const actor = caller.delegation?.actor;
  if (!actor) return { signer: { ...person, role: 'ASS' } };
  const role = actor.subject_role;
  if (role === 'ING') throw new ApiError('delegation-basis'); // no route admits a mandate
  return {
    signer: {
      sub: actor.sub,
      fiscalCode: actor[FISCAL_NUMBER_CLAIM].replace(/^TINIT-/, ''),
      givenName: actor.given_name,
      familyName: actor.family_name,
      role,
    },
    onBehalfOf: person,
  };
}
