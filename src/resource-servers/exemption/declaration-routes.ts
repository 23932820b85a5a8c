/** Texts to sign, declarations, their receipts and withdrawals. Plain JSON. @source resource-servers 4 */
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import { ACR_PIN } from '../../tokens/acr.ts';
import type { Cursors } from '../kit/cursor.ts';
import { once } from '../kit/idempotency.ts';
import { cutPage } from '../kit/page.ts';
import { fromPlainNames, plainList } from '../kit/plain-list.ts';
import type { Access, Basis } from '../kit/require.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch, type SearchDefinition } from '../kit/search.ts';
import type { ExemptionStores } from './collections.ts';
import { caseOf, declare, revoke } from './declare.ts';
import { readDeclaration, readRevocation } from './declaration-form.ts';
import { shownDeclaration, shownRevocation, shownState, shownText } from './declaration-view.ts';
import { exemptionFacts, listFacts } from './facts.ts';
import { type DeclarationState, declarationOf, declarationsOf, personOf } from './record.ts';
import { offeredTexts } from './rules.ts';
import { statementsOf } from './statements.ts';

export interface DeclarationOptions {
  readonly base: string;
  readonly stores: ExemptionStores;
  readonly cursors: Cursors;
}

/** A mandate never: a sworn statement is one's own, or a parent's or guardian's. */
const BY_LAW: readonly Basis[] = ['parental', 'guardianship'];
const READ: readonly Access[] = [
  { scope: 'exemption:read', acts: { bases: BY_LAW, action: 'read' } },
];
const DECLARE: readonly Access[] = [
  {
    scope: 'exemption:declare',
    acts: { bases: BY_LAW, action: 'declare' },
    acr: ACR_PIN,
    isWrite: true,
  },
];
const PATH = '/declarations';
const PDF = 'application/pdf';

const definition: SearchDefinition<DeclarationState> = {
  type: 'declarations',
  judged: [],
  parameters: {},
  sorts: { declared_at: ({ declaration }) => declaration.number },
  allowedSorts: ['-declared_at'],
  idOf: ({ declaration }) => declaration.id,
};

/** All of them. */
export function declarationRoutes(options: DeclarationOptions): Route[] {
  const read = { form: 'json', method: 'GET', access: READ } as const;
  const write = {
    form: 'json',
    method: 'POST',
    access: DECLARE,
    body: { kind: 'json', limit: JSON_BODY_BYTES },
  } as const;
  return [
    {
      ...read,
      path: '/declaration-texts',
      handle: (call) => listTexts(call, options),
      failure: (call) => listFacts(call),
    },
    {
      ...read,
      path: PATH,
      handle: (call) => listDeclarations(call, options),
      failure: (call) => listFacts(call),
    },
    {
      ...read,
      path: `${PATH}/:id`,
      answers: ['application/json', PDF], // JSON first: whoever takes anything gets it
      handle: (call) => readOne(call, options),
      failure: (call) => exemptionFacts(call, 'read'),
    },
    {
      ...write,
      path: PATH,
      handle: (call) => declareOnce(call, options),
      failure: (call) => exemptionFacts(call, 'create'),
    },
    {
      ...write,
      path: `${PATH}/:id/revocation`,
      handle: (call) => revokeOnce(call, options),
      failure: (call) => exemptionFacts(call, 'update'),
    },
  ];
}

async function listTexts(call: Call, { stores }: DeclarationOptions): Promise<Reply> {
  const caller = personOf(call);
  const { fiscalCode } = caller;
  const [given, statements] = await Promise.all([
    stores.exemptions.find({ fiscalCode }),
    statementsOf(stores.statements, fiscalCode),
  ]);
  const texts = offeredTexts(caseOf(caller, call.now, { given, statements }));
  return {
    status: 200,
    body: { items: texts.map((text) => shownText(text, call.language)) },
    facts: listFacts(call, 'declaration-texts'),
  };
}

async function listDeclarations(
  call: Call,
  { base, stores, cursors }: DeclarationOptions,
): Promise<Reply> {
  const search = parseSearch(fromPlainNames(call.query), definition, call.isStrict);
  const declarations = await declarationsOf(stores, personOf(call));
  const page = await cutPage(declarations, { call, cursors, search, definition });
  return {
    status: 200,
    body: plainList(page, `${base}${PATH}`, shownState),
    facts: listFacts(call, `declarations?${page.self}`),
  };
}

async function readOne(call: Call, { stores }: DeclarationOptions): Promise<Reply> {
  const state = await declarationOf(stores, personOf(call), call.params['id']);
  const { id, act } = state.declaration;
  const facts = exemptionFacts(call, 'read', act.coverageId);
  if (call.format !== PDF) return { status: 200, body: shownState(state), facts };
  const receipt = await stores.receipts.get(act.receiptSha256);
  if (!receipt) throw new TypeError('a declaration without its receipt');
  return {
    status: 200,
    headers: { 'Content-Disposition': `inline; filename="ricevuta-${id}.pdf"` },
    body: Buffer.from(receipt.data, 'base64'),
    type: PDF,
    facts,
  };
}

function declareOnce(call: Call, { base, stores }: DeclarationOptions): Promise<Reply> {
  const caller = personOf(call);
  const sent = readDeclaration(call.body);
  return once(stores.idempotencyKeys, PATH, call, async (id) => {
    const declaration = await declare(stores, sent, { id, caller, now: call.now });
    return {
      status: 201,
      headers: { Location: `${base}${PATH}/${declaration.id}` },
      body: shownDeclaration(declaration),
      facts: exemptionFacts(call, 'create', declaration.act.coverageId),
    };
  });
}

async function revokeOnce(call: Call, { stores }: DeclarationOptions): Promise<Reply> {
  const caller = personOf(call);
  const sent = readRevocation(call.body);
  const { declaration } = await declarationOf(stores, caller, call.params['id']);
  const path = `${PATH}/${declaration.id}/revocation`;
  return once(stores.idempotencyKeys, path, call, async (id) => {
    const revocation = await revoke(stores, declaration, { ...sent, id, caller, now: call.now });
    return {
      status: revocation.id === id ? 201 : 200,
      body: shownRevocation(revocation, declaration),
      facts: exemptionFacts(call, 'update', declaration.act.coverageId),
    };
  });
}
