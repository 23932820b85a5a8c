/**
 * An exemption as FHIR Coverage: passes Lombardy's RLCoverageEsenzioni, and carries HL7 Italia's
 * `costToBeneficiary.exception`. @source resource-servers 4; fhir-examples/exemption-coverage
 */
import type { CodeableConcept, Coverage, CoverageCostToBeneficiary, Period } from 'fhir/r4.js';
import type { PersonCaller } from '../kit/caller.ts';
import { FISCAL_CODE_SYSTEM } from '../kit/patient-match.ts';
import { toFhirInstant } from '../kit/rome.ts';
import { codeFacts, KINDS } from './codes.ts';
import { lastSecondOf, startOfDay } from './dates.ts';
import { type Exemption, type Standing, standingOn } from './exemption.ts';

const PROFILE = 'https://fhir.siss.regione.lombardia.it/StructureDefinition/RLCoverageEsenzioni';
/** Lombardy's system of the kinds of exemptions. */
export const KIND_SYSTEM =
  'https://fhir.siss.regione.lombardia.it/CodeSystem/SGDT-TipologiaEsenzioni';
/** HL7 Italia's system of the codes. */
const CODE_SYSTEM = 'https://www.hl7.it/fhir/terminology/CodeSystem/mds-esenzioni';
const STATUS_EXTENSION = 'http://hl7.it/fhir/StructureDefinition/coverage-exceptionStatus';
const ACT_STATUS = 'http://terminology.hl7.org/CodeSystem/v3-ActStatus';
/** Who pays instead of the person; the demo's. */
const PAYOR = 'ATS Città metropolitana di Milano (demo)';

/** FHIR's word for the Coverage, and HL7's for the exception in it. */
const STATUSES = {
  'to begin': { coverage: 'active', act: 'new' },
  'in force': { coverage: 'active', act: 'active' },
  ended: { coverage: 'cancelled', act: 'completed' },
  withdrawn: { coverage: 'cancelled', act: 'cancelled' },
} as const satisfies Readonly<Record<Standing, { coverage: Coverage['status']; act: string }>>;

/** FHIR's status of an exemption on a day. */
export function coverageStatus(exemption: Exemption, today: string): Coverage['status'] {
  return STATUSES[standingOn(exemption, today)].coverage;
}

/** The resource, for the person of the token. */
export function coverage(
  exemption: Exemption,
  { caller, today }: { readonly caller: PersonCaller; readonly today: string },
): Coverage {
  const { id, code, version, updatedAt } = exemption;
  const { kind, display } = codeFacts(code);
  return {
    resourceType: 'Coverage',
    id,
    meta: {
      versionId: String(version),
      lastUpdated: toFhirInstant(updatedAt),
      profile: [PROFILE],
    },
    identifier: [{ value: code }],
    status: coverageStatus(exemption, today),
    type: { coding: [{ system: KIND_SYSTEM, code: kind, display: KINDS[kind] }], text: display },
    beneficiary: {
      reference: `Patient/${caller.patientId}`,
      identifier: { system: FISCAL_CODE_SYSTEM, value: caller.fiscalCode },
    },
    period: periodOf(exemption),
    payor: [{ display: PAYOR }],
    costToBeneficiary: [exceptionOf(exemption, today)],
  };
}

function exceptionOf(exemption: Exemption, today: string): CoverageCostToBeneficiary {
  const { code } = exemption;
  const status = STATUSES[standingOn(exemption, today)].act;
  return {
    type: concept('urn:gass:cost-type', 'ticket', 'Quota di partecipazione'),
    valueMoney: {
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
          valueCode: 'not-applicable',
        },
      ],
    },
    exception: [
      {
        extension: [
          {
            url: STATUS_EXTENSION,
            valueCodeableConcept: { coding: [{ system: ACT_STATUS, code: status }] },
          },
        ],
        type: concept(CODE_SYSTEM, code, codeFacts(code).display),
        period: periodOf(exemption),
      },
    ],
  };
}

/** From the first moment to the last; what never held ends as it begins. */
function periodOf({ from, until, isVoid }: Exemption): Period {
  const start = toFhirInstant(startOfDay(from));
  if (isVoid) return { start, end: start };
  return { start, ...(until === undefined ? {} : { end: toFhirInstant(lastSecondOf(until)) }) };
}

function concept(system: string, code: string, display: string): CodeableConcept {
  return { coding: [{ system, code, display }] };
}
