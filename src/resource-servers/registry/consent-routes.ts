/** Consents: four a person, read and decided by the person or who acts with `consent`. @source resource-servers 5 */
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import { ConflictError } from '../../storage/collection.ts';
import type { AccessFacts } from '../kit/access-facts.ts';
import type { Cursors } from '../kit/cursor.ts';
import { ApiError } from '../kit/errors.ts';
import { cutPage, toBundle } from '../kit/page.ts';
import { matchPatient } from '../kit/patient-match.ts';
import { type Access, EVERY_BASIS } from '../kit/require.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch, type SearchDefinition } from '../kit/search.ts';
import { token } from '../kit/search-parameters.ts';
import { etagOf, requireVersion, versionHeaders } from '../kit/versions.ts';
import { actorOf, personOf, subjectOf } from './callers.ts';
import type { RegistryStores } from './collections.ts';
import { type ConsentPlace, consent, consentId, historyOf, PURPOSE_SYSTEM } from './consent.ts';
import { type ConsentForm, readConsentForm } from './consent-form.ts';
import { type ConsentState, consentsOf } from './consent-rules.ts';
import { PURPOSES, type StoredConsent } from './stored.ts';

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
      failure: (call) => factsOf(call, 'read'),
    },
    {
      ...common,
      path: '/Consent/:id/_history',
      handle: (call) => readHistory(call, options),
      failure: (call) => factsOf(call, 'read'),
    },
    {
      ...common,
      method: 'PUT',
      path: '/Consent/:id',
      access: WRITE,
      body: { kind: 'json', limit: JSON_BODY_BYTES },
      handle: (call) => decide(call, options),
      failure: (call) => factsOf(call, 'update'),
    },
  ];
}

async function search(call: Call, options: ConsentOptions): Promise<Reply> {
  const { base, cursors } = options;
  const parsed = parseSearch(call.query, definition, call.isStrict);
  const caller = personOf(call);
  matchPatient(call.query, { byReference: ['patient'], byIdentifier: [] }, { caller, base });
  const states = await statesOf(call, options);
  const page = await cutPage(states, { call, cursors, search: parsed, definition });
  const place = placeOf(call, options);
  return {
    status: 200,
    body: toBundle(page, { base, type: 'Consent', render: (state) => consent(state, place) }),
    facts: { interaction: 'search-type', query: `Consent?${page.self}`, ...subjectOf(call) },
  };
}

async function read(call: Call, options: ConsentOptions): Promise<Reply> {
  const state = await stateOf(call, options);
  return {
    status: 200,
    headers: { ETag: etagOf(state.version) },
    body: consent(state, placeOf(call, options)),
    facts: factsOf(call, 'read'),
  };
}

async function readHistory(call: Call, options: ConsentOptions): Promise<Reply> {
  const state = await stateOf(call, options);
  return {
    status: 200,
    body: historyOf(state, placeOf(call, options)),
    facts: factsOf(call, 'read'),
  };
}

/** @throws ApiError what the form throws · RESOURCE_NOT_FOUND · version-changed */
async function decide(call: Call, options: ConsentOptions): Promise<Reply> {
  const id = call.params['id'] ?? '';
  const { patientId } = personOf(call);
  const purpose = PURPOSES.find((one) => consentId(patientId, one) === id);
  if (!purpose) throw new ApiError('RESOURCE_NOT_FOUND');
  const form = readConsentForm(call.body, { base: options.base, id, purpose, patientId });
  const { revision } = await write(call, form, options);
  return {
    status: 200,
    headers: versionHeaders(options.base, { type: 'Consent', id, version: revision }),
    body: consent(await stateOf(call, options), placeOf(call, options)),
    facts: factsOf(call, 'update'),
  };
}

/** Adds the next version; of several at once each gets its own, or is refused where it named another. */
async function write(
  call: Call,
  form: ConsentForm,
  options: ConsentOptions,
): Promise<StoredConsent> {
  const caller = personOf(call);
  for (;;) {
    const { purpose, version } = await stateOf(call, options);
    requireVersion(call, version);
    const next: StoredConsent = {
      ...form,
      id: `${caller.fiscalCode}|${purpose}|${version + 1}`,
      fiscalCode: caller.fiscalCode,
      purpose,
      revision: version + 1,
      at: call.now,
      by: actorOf(caller),
    };
    try {
      await options.stores.consents.insert(next);
      return next;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error; // somebody else made that version: look again
    }
  }
}

async function statesOf(call: Call, { stores }: ConsentOptions): Promise<ConsentState[]> {
  const { fiscalCode, birthdate } = personOf(call);
  return consentsOf(await stores.consents.find({ fiscalCode }), { birthdate, now: call.now });
}

/** @throws ApiError RESOURCE_NOT_FOUND */
async function stateOf(call: Call, options: ConsentOptions): Promise<ConsentState> {
  const { patientId } = personOf(call);
  const states = await statesOf(call, options);
  const state = states.find(({ purpose }) => consentId(patientId, purpose) === call.params['id']);
  if (!state) throw new ApiError('RESOURCE_NOT_FOUND');
  return state;
}

function placeOf(call: Call, { base, issuer }: ConsentOptions): ConsentPlace {
  return { base, issuer, patientId: personOf(call).patientId };
}

function factsOf(call: Call, interaction: AccessFacts['interaction']): AccessFacts {
  const id = call.params['id'] ?? '';
  const isId = /^[A-Za-z0-9.-]{1,64}$/.test(id);
  return { interaction, ...(isId ? { itemType: 'Consent', itemId: id } : {}), ...subjectOf(call) };
}
