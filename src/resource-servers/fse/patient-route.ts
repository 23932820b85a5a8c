/** The patient as the token names them: this server knows nobody else. */
import type { Patient } from 'fhir/r4.js';
import { ApiError } from '../kit/errors.ts';
import { FISCAL_CODE_OID, FISCAL_CODE_SYSTEM } from '../kit/patient-match.ts';
import type { Call, Reply } from '../kit/route.ts';
import { ofPerson } from './read-facts.ts';

/** What the token says of the patient. @throws ApiError other-patient · RESOURCE_NOT_FOUND what is no id */
export function readPatient(call: Call): Promise<Reply> {
  const { caller, params } = call;
  if (caller.kind !== 'person') throw new ApiError('ACCESS_DENIED_LEVEL', { scope: 'fse:read' });
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(params['id'] ?? ''))
    throw new ApiError('RESOURCE_NOT_FOUND');
  if (params['id'] !== caller.patientId) throw new ApiError('other-patient');
  const { gender } = caller;
  const body: Patient = {
    resourceType: 'Patient',
    id: caller.patientId,
    identifier: [
      { system: FISCAL_CODE_SYSTEM, value: caller.fiscalCode },
      { system: FISCAL_CODE_OID, value: caller.fiscalCode },
    ],
    active: true,
    name: [{ use: 'official', family: caller.familyName, given: [caller.givenName] }],
    ...(gender === 'female' || gender === 'male' ? { gender } : {}),
    birthDate: caller.birthdate,
  };
  return Promise.resolve({
    status: 200,
    body,
    facts: {
      interaction: 'read',
      itemType: 'Patient',
      itemId: caller.patientId,
      ...ofPerson(call),
    },
  });
}
