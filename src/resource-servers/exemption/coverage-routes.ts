/** Finding and reading exemptions as FHIR Coverage. @source resource-servers 4 */
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import type { Cursors } from '../kit/cursor.ts';
import { ApiError } from '../kit/errors.ts';
import { cutPage, toBundle } from '../kit/page.ts';
import { matchPatient } from '../kit/patient-match.ts';
import { type Access, EVERY_BASIS } from '../kit/require.ts';
import { toCivilDate } from '../kit/rome.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { instant } from '../kit/search-dates.ts';
import { date, token } from '../kit/search-parameters.ts';
import { parseSearch, type SearchDefinition } from '../kit/search.ts';
import { etagOf } from '../kit/versions.ts';
import { codeFacts } from './codes.ts';
import type { ExemptionStores } from './collections.ts';
import { coverage, coverageStatus, KIND_SYSTEM } from './coverage.ts';
import type { Exemption } from './exemption.ts';
import { exemptionFacts, listFacts, typedId } from './facts.ts';
import { personOf, visibleExemptions } from './record.ts';

export interface CoverageOptions {
  readonly base: string;
  readonly stores: ExemptionStores;
  readonly cursors: Cursors;
}

/** The person, and everybody who acts with `read`. */
const READ: readonly Access[] = [
  { scope: 'exemption:read', acts: { bases: EVERY_BASIS, action: 'read' } },
];
const PATIENT_PARAMETERS = {
  byReference: ['patient', 'beneficiary', 'subject'],
  byIdentifier: ['patient.identifier', 'beneficiary.identifier'],
} as const;
const STATUS_SYSTEM = 'http://hl7.org/fhir/fm-status';

/** By what exemptions are found on a day. */
export function coverageSearch(today: string): SearchDefinition<Exemption> {
  return {
    type: 'Coverage',
    judged: [...PATIENT_PARAMETERS.byReference, ...PATIENT_PARAMETERS.byIdentifier],
    parameters: {
      status: token((one) => [{ system: STATUS_SYSTEM, code: coverageStatus(one, today) }]),
      identifier: token(({ code }) => [{ code }]),
      type: token(({ code }) => [{ system: KIND_SYSTEM, code: codeFacts(code).kind }]),
      _id: token(({ id }) => [{ code: id }]),
      _lastUpdated: date(({ updatedAt }) => instant(updatedAt)),
    },
    sorts: { _lastUpdated: ({ updatedAt }) => updatedAt },
    allowedSorts: ['-_lastUpdated', '_lastUpdated'],
    idOf: ({ id }) => id,
  };
}

/** Search and read. */
export function coverageRoutes(options: CoverageOptions): Route[] {
  const search = {
    form: 'fhir',
    access: READ,
    handle: (call: Call) => searchCoverage(call, options),
    failure: (call: Call) => listFacts(call),
  } as const;
  return [
    { ...search, method: 'GET', path: '/Coverage' },
    {
      ...search,
      method: 'POST',
      path: '/Coverage/_search',
      body: { kind: 'form', limit: JSON_BODY_BYTES },
    },
    {
      form: 'fhir',
      method: 'GET',
      path: '/Coverage/:id',
      access: READ,
      handle: (call) => readCoverage(call, options),
      failure: (call) => exemptionFacts(call, 'read', typedId(call)),
    },
  ];
}

async function searchCoverage(
  call: Call,
  { base, stores, cursors }: CoverageOptions,
): Promise<Reply> {
  const caller = personOf(call);
  const today = toCivilDate(call.now);
  const definition = coverageSearch(today);
  const search = parseSearch(call.query, definition, call.isStrict);
  matchPatient(call.query, PATIENT_PARAMETERS, { caller, base });
  const exemptions = await visibleExemptions(stores, caller);
  const page = await cutPage(exemptions, { call, cursors, search, definition });
  return {
    status: 200,
    body: toBundle(page, {
      base,
      type: definition.type,
      render: (one) => coverage(one, { caller, today }),
    }),
    facts: listFacts(call, `Coverage?${page.self}`),
  };
}

async function readCoverage(call: Call, { stores }: CoverageOptions): Promise<Reply> {
  const caller = personOf(call);
  const exemptions = await visibleExemptions(stores, caller);
  const found = exemptions.find(({ id }) => id === call.params['id']);
  if (!found) throw new ApiError('RESOURCE_NOT_FOUND');
  return {
    status: 200,
    headers: { ETag: etagOf(found.version) },
    body: coverage(found, { caller, today: toCivilDate(call.now) }),
    facts: exemptionFacts(call, 'read', found.id),
  };
}
