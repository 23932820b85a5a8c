/**
 * Hiding a document and showing it again, with immediate effect: by the patient on line, by the
 * producer for its own documents. Nobody who acts for the patient may. @source DM art. 9; resource-servers 2
 */
import type { Parameters } from 'fhir/r4.js';
import { z } from 'zod';
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import type { AccessFacts } from '../kit/access-facts.ts';
import { ApiError } from '../kit/errors.ts';
import type { Access } from '../kit/require.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import type { FseStores } from './collections.ts';
import { isMinor, mayBeMinor } from './minor.ts';
import { itemFacts, ofPerson } from './read-facts.ts';
import { visibleItem, visibleItems } from './record.ts';
import type { Item } from './rules.ts';
import { changeMarks } from './store-document.ts';
import { MARKS, type Mark } from './vocabulary.ts';

const ACCESS: readonly Access[] = [
  { scope: 'fse:write', isWrite: true },
  { scope: 'fse:publish', isWrite: true },
];

const bodySchema = z.object({
  resourceType: z.literal('Parameters'),
  parameter: z.tuple([z.object({ name: z.literal('code'), valueCode: z.enum(MARKS) })]),
});

type Operation = '$hide' | '$unhide';

/** Both operations. */
export function hideRoutes(stores: FseStores): Route[] {
  return (['$hide', '$unhide'] as const).map((operation) => ({
    method: 'POST',
    path: `/DocumentReference/:id/${operation}`,
    form: 'fhir',
    access: ACCESS,
    body: { kind: 'json', limit: JSON_BODY_BYTES },
    handle: (call) => changeVisibility(call, operation, stores),
    failure: (call) => factsOf(call, operation),
  }));
}

async function changeVisibility(
  call: Call,
  operation: Operation,
  stores: FseStores,
): Promise<Reply> {
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) throw new ApiError('VALIDATION_ERROR', { field: 'Parameters.parameter' });
  const code = parsed.data.parameter[0].valueCode;
  const { document } = await visibleItem(stores, call.caller, call.params['id']);
  checkCode(call, code, { isHiding: operation === '$hide', fiscalCode: document.fiscalCode });
  await changeMarks(stores, document, (codes) => {
    const others = codes.filter((one) => one !== code);
    return operation === '$hide' ? [...others, code] : others;
  });
  const items = await visibleItems(stores, call.caller, document.fiscalCode);
  const affected = items.filter(
    (item) => isCovered(item, document) && item.marks.has(code) === (operation === '$hide'),
  );
  return {
    status: 200,
    body: parametersOf(affected),
    facts: { ...factsOf(call, operation), fiscalCode: document.fiscalCode },
  };
}

/** @throws ApiError NOT_PROCESSABLE the patient cannot hide from oneself · not-a-minor */
function checkCode(
  { caller, now }: Call,
  code: Mark,
  { isHiding, fiscalCode }: { readonly isHiding: boolean; readonly fiscalCode: string },
): void {
  if (caller.kind === 'person' && code === 'P98')
    throw new ApiError('NOT_PROCESSABLE', { field: 'code' });
  if (code !== 'P97' || !isHiding) return;
  const isForMinor =
    caller.kind === 'person' ? isMinor(caller.birthdate, now) : mayBeMinor(fiscalCode, now);
  if (!isForMinor) throw new ApiError('not-a-minor');
}

/** Whether a mark on a document covers an item: its chain, and the documents of a prescription. */
function isCovered(item: Item, document: Item['document']): boolean {
  const isOfPrescription =
    document.class === 'PRS' &&
    document.related.some((number) => item.document.related.includes(number));
  return item.document.chain === document.chain || isOfPrescription;
}

function parametersOf(affected: readonly Item[]): Parameters {
  const parameter = affected.map(({ document }) => ({
    name: 'affected',
    valueReference: { reference: `DocumentReference/${document.id}` },
  }));
  return { resourceType: 'Parameters', ...(parameter.length > 0 ? { parameter } : {}) };
}

function factsOf(call: Call, operation: Operation): AccessFacts {
  return { interaction: 'operation', operation, ...itemFacts(call), ...ofPerson(call) };
}
