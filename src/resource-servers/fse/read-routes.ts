/** Finding and reading documents: ITI-67, ITI-68, and the patient they are about. @source resource-servers 2 */
import type { AccessFacts } from '../kit/access-facts.ts';
import type { Cursors } from '../kit/cursor.ts';
import { ApiError } from '../kit/errors.ts';
import { cutPage, toBundle } from '../kit/page.ts';
import { fiscalCodeOf, matchPatient } from '../kit/patient-match.ts';
import { type Access, EVERY_BASIS } from '../kit/require.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch } from '../kit/search.ts';
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import type { FseStores } from './collections.ts';
import { readBinary } from './binary-route.ts';
import { type Audience, documentReference } from './document-reference.ts';
import { documentSearch, PATIENT_PARAMETERS } from './document-search.ts';
import { readPatient } from './patient-route.ts';
import { ofPerson, readFacts } from './read-facts.ts';
import { readerOf, visibleItem, visibleItems } from './record.ts';

/** The person, and everybody who acts with `read`. */
export const READ: Access = { scope: 'fse:read', acts: { bases: EVERY_BASIS, action: 'read' } };
/** A publishing organisation, its own documents. */
export const READ_OWN: Access = { scope: 'fse:publish' };

export interface ReadOptions {
  readonly base: string;
  readonly stores: FseStores;
  readonly cursors: Cursors;
}

/** Search, read, Binary and Patient. */
export function readRoutes(options: ReadOptions): Route[] {
  const fhir = { form: 'fhir' } as const;
  const search = {
    ...fhir,
    access: [READ, READ_OWN],
    handle: (call: Call) => searchDocuments(call, options),
    failure: (call: Call): AccessFacts => ({
      interaction: 'search-type',
      transaction: 'ITI-67',
      ...ofPerson(call),
    }),
  };
  return [
    { ...search, method: 'GET', path: '/DocumentReference' },
    {
      ...search,
      method: 'POST',
      path: '/DocumentReference/_search',
      body: { kind: 'form', limit: JSON_BODY_BYTES },
    },
    {
      ...fhir,
      method: 'GET',
      path: '/DocumentReference/:id',
      access: [READ, READ_OWN],
      handle: (call) => readDocument(call, options),
      failure: (call) => readFacts(call),
    },
    {
      ...fhir,
      method: 'GET',
      path: '/Binary/:id',
      access: [READ],
      answers: ['application/pdf'],
      handle: (call) => readBinary(call, options.stores),
      failure: (call) => readFacts(call),
    },
    {
      ...fhir,
      method: 'GET',
      path: '/Patient/:id',
      access: [READ],
      handle: readPatient,
      failure: (call) => ({ interaction: 'read', itemType: 'Patient', ...ofPerson(call) }),
    },
  ];
}

/** For whom this caller's documents are rendered. */
export function audienceOf(call: Pick<Call, 'caller'>, base: string): Audience {
  const { caller } = call;
  const patient =
    caller.kind === 'person'
      ? { id: caller.patientId, name: `${caller.givenName} ${caller.familyName}` }
      : undefined;
  return { base, reader: readerOf(caller), patient };
}

async function searchDocuments(call: Call, { base, stores, cursors }: ReadOptions): Promise<Reply> {
  const audience = audienceOf(call, base);
  const definition = documentSearch(audience.reader);
  const search = parseSearch(call.query, definition, call.isStrict);
  checkPatient(call, base);
  const named = call.query.get('patient.identifier') ?? call.query.get('subject.identifier');
  const items = await visibleItems(
    stores,
    call.caller,
    named === null ? undefined : fiscalCodeOf(named),
  );
  const page = await cutPage(items, { call, cursors, search, definition });
  const render = (item: (typeof items)[number]): ReturnType<typeof documentReference> =>
    documentReference(item, audience);
  return {
    status: 200,
    body: toBundle(page, { base, type: definition.type, render }),
    facts: {
      interaction: 'search-type',
      transaction: 'ITI-67',
      query: `DocumentReference?${page.self}`,
      ...ofPerson(call),
    },
  };
}

/** A service knows people by fiscal code alone, so it cannot name one by id. */
function checkPatient(call: Call, base: string): void {
  const { caller, query } = call;
  if (caller.kind === 'person') matchPatient(query, PATIENT_PARAMETERS, { caller, base });
  else if (PATIENT_PARAMETERS.byReference.some((name) => query.has(name)))
    throw new ApiError('other-patient');
}

async function readDocument(call: Call, { base, stores }: ReadOptions): Promise<Reply> {
  const item = await visibleItem(stores, call.caller, call.params['id']);
  const facts = { ...readFacts(call), fiscalCode: item.document.fiscalCode };
  return {
    status: 200,
    headers: { ETag: `W/"${item.version}"` },
    body: documentReference(item, audienceOf(call, base)),
    facts,
  };
}
