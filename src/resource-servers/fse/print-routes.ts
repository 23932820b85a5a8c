/** Print on demand: what a facility still has to print, and its figures. Plain JSON. @source resource-servers 2 */
import { z } from 'zod';
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import { NotFoundError } from '../../storage/collection.ts';
import type { Cursors } from '../kit/cursor.ts';
import { ApiError } from '../kit/errors.ts';
import { cutPage } from '../kit/page.ts';
import { fromPlainNames, plainList } from '../kit/plain-list.ts';
import type { Access } from '../kit/require.ts';
import { toCivilDate } from '../kit/rome.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { instant } from '../kit/search-dates.ts';
import { date, token } from '../kit/search-parameters.ts';
import { parseSearch, type SearchDefinition } from '../kit/search.ts';
import type { FseStores } from './collections.ts';
import { figuresOf, type GroupBy, printed, stateOf } from './paper-rules.ts';
import { itemFacts } from './read-facts.ts';
import { readerOf } from './record.ts';
import type { PaperCopy } from './stored.ts';

export interface PrintOptions {
  readonly base: string;
  readonly stores: FseStores;
  readonly cursors: Cursors;
}

const READ: readonly Access[] = [{ scope: 'fse:publish' }];
const WRITE: readonly Access[] = [{ scope: 'fse:publish', isWrite: true }];
const PATH = '/print-on-demand/documents';
const bodySchema = z.strictObject({ reason: z.enum(['not-consulted', 'on-request']) });

const definition: SearchDefinition<PaperCopy> = {
  type: 'print-on-demand/documents',
  judged: [],
  parameters: {
    state: token((copy) => [{ code: stateOf(copy) }]),
    published: date(({ publishedAt }) => instant(publishedAt)),
    type: token(({ type }) => [{ code: type }]),
  },
  sorts: { published: ({ publishedAt }) => publishedAt },
  allowedSorts: ['-published'],
  idOf: ({ id }) => id,
};

/** List, printing and statistics. */
export function printRoutes(options: PrintOptions): Route[] {
  const query = { form: 'json', method: 'GET', access: READ } as const;
  return [
    {
      ...query,
      path: PATH,
      handle: (call) => list(call, options),
      failure: () => ({ interaction: 'search-type' }),
    },
    {
      form: 'json',
      method: 'PUT',
      path: `${PATH}/:id`,
      access: WRITE,
      body: { kind: 'json', limit: JSON_BODY_BYTES },
      handle: (call) => print(call, options),
      failure: (call) => ({ interaction: 'update', operation: 'print', ...itemFacts(call) }),
    },
    {
      ...query,
      path: '/print-on-demand/statistics',
      handle: (call) => statistics(call, options),
      failure: () => ({ interaction: 'search-type' }),
    },
  ];
}

async function list(call: Call, { base, stores, cursors }: PrintOptions): Promise<Reply> {
  const search = parseSearch(fromPlainNames(call.query), definition, call.isStrict);
  const copies = await stores.papers.find({ producer: producerOf(call) });
  const page = await cutPage(copies, { call, cursors, search, definition });
  return {
    status: 200,
    body: plainList(page, `${base}${PATH}`, shown),
    facts: { interaction: 'search-type', query: `${definition.type}?${page.self}` },
  };
}

/** @throws ApiError RESOURCE_NOT_FOUND not one's own · consulted-online · VALIDATION_ERROR */
async function print(call: Call, { stores }: PrintOptions): Promise<Reply> {
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) throw new ApiError('VALIDATION_ERROR', { field: 'reason' });
  const producer = producerOf(call);
  const id = call.params['id'] ?? '';
  const document = await stores.documents.get(id);
  if (document?.producer !== producer) throw new ApiError('RESOURCE_NOT_FOUND');
  try {
    const copy = await stores.papers.update(id, (current) =>
      printed(current, parsed.data.reason, call.now),
    );
    return {
      status: 200,
      body: shown(copy),
      facts: {
        interaction: 'update',
        operation: 'print',
        ...itemFacts(call),
        fiscalCode: document.fiscalCode,
      },
    };
  } catch (error) {
    throw error instanceof NotFoundError ? new ApiError('RESOURCE_NOT_FOUND') : error;
  }
}

async function statistics(call: Call, { stores }: PrintOptions): Promise<Reply> {
  const by = groupingOf(call);
  const from = dayOf(call, 'from') ?? '0000-00-00';
  const to = dayOf(call, 'to') ?? '9999-99-99';
  const copies = await stores.papers.find({ producer: producerOf(call) });
  const counted = copies.filter(({ publishedAt }) => {
    const day = toCivilDate(publishedAt);
    return from <= day && day <= to;
  });
  return {
    status: 200,
    body: { groups: figuresOf(counted, by) },
    facts: {
      interaction: 'search-type',
      query: `print-on-demand/statistics?${call.query.toString()}`,
    },
  };
}

/** One copy: the day it was read, never by whom. */
function shown(copy: PaperCopy): Record<string, unknown> {
  return {
    id: copy.id,
    identifier: `${copy.identifier.system}|${copy.identifier.value}`,
    type: copy.type,
    published: toCivilDate(copy.publishedAt),
    state: stateOf(copy),
    consulted_on: copy.consultedAt === undefined ? null : toCivilDate(copy.consultedAt),
  };
}

function groupingOf({ query }: Call): GroupBy[] {
  const by = (query.get('by') ?? 'month').split(',');
  const isKnown = (one: string): one is GroupBy => one === 'month' || one === 'type';
  if (!by.every(isKnown) || new Set(by).size !== by.length)
    throw new ApiError('VALIDATION_ERROR', { field: 'http.by' });
  return by;
}

function dayOf({ query }: Call, name: 'from' | 'to'): string | undefined {
  const day = query.get(name) ?? undefined;
  if (day !== undefined && !z.iso.date().safeParse(day).success)
    throw new ApiError('VALIDATION_ERROR', { field: `http.${name}` });
  return day;
}

function producerOf(call: Call): string {
  const reader = readerOf(call.caller);
  if (reader.kind !== 'producer')
    throw new ApiError('ACCESS_DENIED_LEVEL', { scope: 'fse:publish' });
  return reader.organization;
}
