/** Step 6 of every request: whoever names a patient must name the token's. @source IUA; resource-servers 1.5 */
import type { PersonCaller } from './caller.ts';
import { ApiError } from './errors.ts';
import { idOfReference } from './search-parameters.ts';

/** Systems of the fiscal code: HL7 Italia's, and the FSE gateway's. @source resource-servers 1.3 */
export const FISCAL_CODE_SYSTEM = 'http://hl7.it/sid/codiceFiscale';
export const FISCAL_CODE_OID = 'urn:oid:2.16.840.1.113883.2.9.4.3.2';

/** Names of parameters that name a patient by reference and by fiscal code. */
export interface PatientParameters {
  readonly byReference: readonly string[];
  readonly byIdentifier: readonly string[];
}

/** Compares every patient the query names with the token's. @throws ApiError other-patient */
export function matchPatient(
  query: URLSearchParams,
  names: PatientParameters,
  {
    caller,
    base,
  }: { readonly caller: Pick<PersonCaller, 'patientId' | 'fiscalCode'>; readonly base: string },
): void {
  const isOwnReference = (value: string): boolean =>
    idOfReference(value, base, 'Patient') === caller.patientId;
  const isOwnIdentifier = (value: string): boolean => fiscalCodeOf(value) === caller.fiscalCode;
  const named = [
    ...names.byReference.flatMap((name) => query.getAll(name).map(isOwnReference)),
    ...names.byIdentifier.flatMap((name) => query.getAll(name).map(isOwnIdentifier)),
  ];
  if (named.includes(false)) throw new ApiError('other-patient');
}

/** The fiscal code of `system|code` or a bare code; undefined for another system. */
export function fiscalCodeOf(value: string): string | undefined {
  const bar = value.lastIndexOf('|');
  const system = value.slice(0, Math.max(bar, 0));
  if (bar >= 0 && system !== FISCAL_CODE_SYSTEM && system !== FISCAL_CODE_OID) return undefined;
  return value.slice(bar + 1).toUpperCase();
}
