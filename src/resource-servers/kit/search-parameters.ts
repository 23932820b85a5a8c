/** Kinds of search parameters: each turns one written value into a question about an item. */
import type { Coding } from 'fhir/r4.js';
import { type Span, parseDateCriterion } from './search-dates.ts';

/** A question about one item. */
export type Criterion<T> = (item: T) => boolean;

/** A parameter: the criterion of one value, or undefined when the value is not valid. */
export type Parameter<T> = (value: string) => Criterion<T> | undefined;

type Code = Pick<Coding, 'system' | 'code'>;

/** `code`, `system|code`, `|code` or `system|`. @source FHIR R4 search.html#token */
export function token<T>(select: (item: T) => readonly Code[]): Parameter<T> {
  return (value) => {
    const bar = value.indexOf('|');
    const code = value.slice(bar + 1);
    const system = bar < 0 ? undefined : value.slice(0, bar);
    if (code === '' && (system === undefined || system === '')) return undefined;
    const fits = (one: Code): boolean =>
      (code === '' || one.code === code) && (system === undefined || (one.system ?? '') === system);
    return (item) => select(item).some(fits);
  };
}

/** A date with an optional prefix; an item without the date fits no value. */
export function date<T>(select: (item: T) => Span | undefined): Parameter<T> {
  return (value) => {
    const fits = parseDateCriterion(value);
    if (!fits) return undefined;
    return (item) => {
      const span = select(item);
      return span !== undefined && fits(span);
    };
  };
}

/** Beginning of a text, whatever case and accents. @source FHIR R4 search.html#string */
export function string<T>(select: (item: T) => readonly string[]): Parameter<T> {
  return (value) => {
    const start = plain(value);
    return start === ''
      ? undefined
      : (item) => select(item).some((text) => plain(text).startsWith(start));
  };
}

/** A literal reference: `Type/id`, an id alone, or the address of either on this server. */
export function reference<T>(
  base: string,
  type: string,
  select: (item: T) => readonly string[],
): Parameter<T> {
  return (value) => {
    const id = idOfReference(value, base, type);
    return id === undefined ? undefined : (item) => select(item).includes(id);
  };
}

/** The id a reference names, or undefined when it names no such resource of this server. */
export function idOfReference(value: string, base: string, type: string): string | undefined {
  const local = value.startsWith(`${base}/`) ? value.slice(base.length + 1) : value;
  const id = local.startsWith(`${type}/`) ? local.slice(type.length + 1) : local;
  return /^[A-Za-z0-9.-]{1,64}$/.test(id) ? id : undefined;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
