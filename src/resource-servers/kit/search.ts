/**
 * A FHIR search: which parameters count, what they ask, how the result is ordered and cut.
 *
 * Unknown parameters are ignored and left out of the `self` link, or refused when the caller is
 * strict; `_has`, chains, `_revinclude` and `_filter` are unknown ones, so never evaluated: each
 * would tell of items the reader cannot see. @source resource-servers 1.7 N7, 1.8
 */
import {
  PAGE_DEFAULT,
  PAGE_MAX,
  PARAMETER_VALUES,
  SEARCH_PARAMETERS,
} from '../../../config/limits.ts';
import { ApiError } from './errors.ts';
import type { Criterion, Parameter } from './search-parameters.ts';

/** Parameters of the protocol itself, valid everywhere and without effect on which items fit. */
const PROTOCOL = [
  '_format',
  '_pretty',
  '_total',
  '_elements',
  '_summary',
  '_count',
  '_sort',
  '_cursor',
];

/** What one resource type can be searched by. */
export interface SearchDefinition<T> {
  /** Type in addresses. */
  readonly type: string;
  readonly parameters: Readonly<Record<string, Parameter<T>>>;
  /** Parameters that were judged before, such as `patient`: valid, without further effect. */
  readonly judged: readonly string[];
  /** Sort keys by name without sign; the first with its sign is the default. */
  readonly sorts: Readonly<Record<string, (item: T) => number>>;
  readonly allowedSorts: readonly string[];
  /** Used when the parameter is absent. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly idOf: (item: T) => string;
}

/** A search that was understood. */
export interface Search<T> {
  readonly fits: Criterion<T>;
  readonly key: (item: T) => number;
  readonly isDescending: boolean;
  /** Entries of a page; 0 for the total alone. */
  readonly count: number;
  readonly cursor: string | undefined;
  /** What was used, in order, for `self`; and without which a cursor is another search's. */
  readonly used: URLSearchParams;
}

/** Understands a query. @throws ApiError VALIDATION_ERROR naming the parameter */
export function parseSearch<T>(
  query: URLSearchParams,
  definition: SearchDefinition<T>,
  isStrict: boolean,
): Search<T> {
  const used = new URLSearchParams();
  const criteria: Criterion<T>[] = [];
  const withDefaults = new URLSearchParams(query);
  for (const [name, value] of Object.entries(definition.defaults ?? {}))
    if (!query.has(name)) withDefaults.append(name, value);
  for (const [name, value] of withDefaults) {
    const parameter = Object.hasOwn(definition.parameters, name)
      ? definition.parameters[name]
      : undefined;
    if (parameter) {
      if (criteria.length === SEARCH_PARAMETERS) throw invalid(name);
      criteria.push(anyOf(name, value, parameter));
    } else if (PROTOCOL.includes(name)) continue;
    else if (!definition.judged.includes(name)) {
      refuseUnknown(name, definition, isStrict);
      continue;
    }
    used.append(name, value);
  }
  const sort = one(query, '_sort') ?? definition.allowedSorts[0] ?? '';
  const sortName = sort.replace(/^-/, '');
  const key = definition.allowedSorts.includes(sort) ? definition.sorts[sortName] : undefined;
  if (!key) throw invalid('_sort');
  if (query.has('_sort')) used.append('_sort', sort);
  const count = readCount(query);
  if (query.has('_count')) used.append('_count', String(count));
  return {
    fits: (item) => criteria.every((criterion) => criterion(item)),
    key,
    isDescending: sort.startsWith('-'),
    count: one(query, '_summary') === 'count' ? 0 : count,
    cursor: one(query, '_cursor'),
    used,
  };
}

/** Values of one parameter, separated by commas: any of them. A comma in a value is written `\,`. */
function anyOf<T>(name: string, text: string, parameter: Parameter<T>): Criterion<T> {
  const values = text.split(/(?<!\\),/).map((value) => value.replaceAll('\\,', ','));
  if (values.length > PARAMETER_VALUES) throw invalid(name);
  const criteria = values.map((value) => {
    const criterion = parameter(value);
    if (!criterion) throw invalid(name);
    return criterion;
  });
  return (item) => criteria.some((criterion) => criterion(item));
}

/** A modifier we do not know would change the meaning: FHIR wants it refused always. */
function refuseUnknown<T>(name: string, definition: SearchDefinition<T>, isStrict: boolean): void {
  const [base = ''] = name.split(':');
  const isModified =
    base !== name &&
    (Object.hasOwn(definition.parameters, base) || definition.judged.includes(base));
  if (isModified) throw invalid(base);
  if (isStrict)
    throw new ApiError('VALIDATION_ERROR', { field: 'http.query', detail: 'unknown parameter' });
}

function readCount(query: URLSearchParams): number {
  const text = one(query, '_count');
  if (text === undefined) return PAGE_DEFAULT;
  if (!/^\d{1,9}$/.test(text)) throw invalid('_count');
  return Math.min(Number(text), PAGE_MAX);
}

/** A parameter that may be given once. */
function one(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw invalid(name);
  return values[0];
}

function invalid(name: string): ApiError {
  return new ApiError('VALIDATION_ERROR', { field: `http.${name}` });
}
