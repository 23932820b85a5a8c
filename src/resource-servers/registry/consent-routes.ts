/** Consents: four a person, read and decided by the person or who acts with `consent`. @source resource-servers 5 */
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import type { Cursors } from '../kit/cursor.ts';
import { ApiError } from '../kit/errors.ts';
import { cutPage, toBundle } from '../kit/page.ts';
import { matchPatient } from '../kit/patient-match.ts';
import { type Access, EVERY_BASIS } from '../kit/require.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch, type SearchDefinition } from '../kit/search.ts';
import { token } from '../kit/search-parameters.ts';
import { etagOf, versionHeaders, wantsNoBody } from '../kit/versions.ts';
import { itemFacts, personOf, subjectOf } from './callers.ts';
import type { RegistryStores } from './collections.ts';
import { type ConsentPlace, consent, consentId, historyOf, PURPOSE_SYSTEM } from './consent.ts';
import { readConsentForm } from './consent-form.ts';
import type { ConsentState } from './consent-rules.ts';
import { decide, stateOf, statesOf } from './consent-store.ts';
import { PURPOSES } from './stored.ts';

export interface ConsentOptions {
  readonly base: string;
  readonly issuer: string;
  readonly stores: Pick<RegistryStores, 'consents'>;
  readonly cursors: Cursors;
}

const acts = { bases: EVERY_BASIS, action: 'consent' } as const;
const READ: readonly Access[] = [{ scope: 'registry:read', acts }];
const WRITE: readonly Access[] = [{ scope: 'registry:write', acts, isWrite: true }];

const definition: SearchDefinition<ConsentState> = {
  type: 'Consent',
  judged: ['patient'],
  parameters: {
    status: token(({ status }) => [
      { system: 'http://hl7.org/fhir/consent-state-codes', code: status },
    ]),
    category: token(({ purpose }) => [
      { system: PURPOSE_SYSTEM, code: purpose },
      { system: 'http://loinc.org', code: '59284-0' },
    ]),
  },
  sorts: { category: ({ purpose }) => PURPOSES.indexOf(purpose) },
  allowedSorts: ['category'],
  idOf: ({ purpose }) => purpose,
};

/** Search, read, history and decision. */
export function consentRoutes(options: ConsentOptions): Route[] {
  const common = { method: 'GET', form: 'fhir', access: READ } as const;
  return [
    {
      ...common,
      path: '/Consent',
      handle: (call) => search(call, options),
      failure: (call) => ({ interaction: 'search-type', ...subjectOf(call) }),
    },
    {
      ...common,
      path: '/Consent/:id',
      handle: (call) => read(call, options),
      failure: (call) => itemFacts(call, 'Consent', 'read'),
    },
    {
      ...common,
      path: '/Consent/:id/_history',
      handle: (call) => readHistory(call, options),
      failure: (call) => itemFacts(call, 'Consent', 'read'),
    },
    {
      ...common,
      method: 'PUT',
      path: '/Consent/:id',
      access: WRITE,
      body: { kind: 'json', limit: JSON_BODY_BYTES },
      handle: (call) => put(call, options),
      failure: (call) => itemFacts(call, 'Consent', 'update'),
    },
  ];
}

async function search(call: Call, options: ConsentOptions): Promise<Reply> {
  const { base, cursors } = options;
  const parsed = parseSearch(call.query, definition, call.isStrict);
  const caller = personOf(call);
  matchPatient(call.query, { byReference: ['patient'], byIdentifier: [] }, { caller, base });
  const states = await statesOf(call, options.stores);
  const page = await cutPage(states, { call, cursors, search: parsed, definition });
  const place = placeOf(call, options);
  return {
    status: 200,
    body: toBundle(page, { base, type: 'Consent', render: (state) => consent(state, place) }),
    facts: { interaction: 'search-type', query: `Consent?${page.self}`, ...subjectOf(call) },
  };
}

async function read(call: Call, options: ConsentOptions): Promise<Reply> {
  const state = await stateOf(call, options.stores);
  return {
    status: 200,
    headers: { ETag: etagOf(state.version) },
    body: consent(state, placeOf(call, options)),
    facts: itemFacts(call, 'Consent', 'read'),
  };
}

async function readHistory(call: Call, options: ConsentOptions): Promise<Reply> {
  const state = await stateOf(call, options.stores);
  return {
    status: 200,
    body: historyOf(state, placeOf(call, options)),
    facts: itemFacts(call, 'Consent', 'read'),
  };
}

/** @throws ApiError what the form throws · RESOURCE_NOT_FOUND · version-changed */
async function put(call: Call, options: ConsentOptions): Promise<Reply> {
  const id = call.params['id'] ?? '';
  const { patientId, fiscalCode } = personOf(call);
  const purpose = PURPOSES.find((one) => consentId(patientId, one) === id);
  if (!purpose) throw new ApiError('RESOURCE_NOT_FOUND');
  const form = readConsentForm(call.body, {
    base: options.base,
    id,
    purpose,
    patientId,
    fiscalCode,
  });
  const { revision } = await decide(call, form, options.stores);
  return {
    status: 200,
    headers: versionHeaders(options.base, { type: 'Consent', id, version: revision }),
    body: wantsNoBody(call)
      ? undefined
      : consent(await stateOf(call, options.stores), placeOf(call, options)),
    facts: itemFacts(call, 'Consent', 'update'),
  };
}

function placeOf(call: Call, { base, issuer }: ConsentOptions): ConsentPlace {
  return { base, issuer, patientId: personOf(call).patientId };
}
