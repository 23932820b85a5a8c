/** Dates as FHIR searches write them: a prefix and a date of some precision, civil dates in Rome. */
import { Temporal } from 'temporal-polyfill';
import { ROME } from './rome.ts';

/** A span of time in epoch ms, the end not included. An instant is one millisecond. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How a value is compared. @source FHIR R4 search.html#prefix */
const PREFIXES = {
  eq: (target, value) => target.from >= value.from && target.to <= value.to,
  ne: (target, value) => !(target.from >= value.from && target.to <= value.to),
  gt: (target, value) => target.to > value.to,
  lt: (target, value) => target.from < value.from,
  ge: (target, value) =>
    target.to > value.to || (target.from >= value.from && target.to <= value.to),
  le: (target, value) =>
    target.from < value.from || (target.from >= value.from && target.to <= value.to),
  sa: (target, value) => target.from >= value.to,
  eb: (target, value) => target.to <= value.from,
  ap: (target, value) => target.from < value.to && target.to > value.from,
} as const satisfies Record<string, (target: Span, value: Span) => boolean>;

const SHAPE =
  /^(?<prefix>eq|ne|gt|lt|ge|le|sa|eb|ap)?(?<date>\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T(?<time>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?<zone>Z|[+ -]\d\d:\d\d)?)?$/;

/** One instant as a span. */
export function instant(at: number): Span {
  return { from: at, to: at + 1 };
}

/** The comparison a value asks for, or undefined when it is no date. */
export function parseDateCriterion(value: string): ((target: Span) => boolean) | undefined {
  const groups = SHAPE.exec(value)?.groups;
  if (!groups) return undefined;
  const span = spanOf(groups['date'] ?? '', groups['time'], groups['zone']);
  if (!span) return undefined;
  // The expression allows no other prefix.
  const compare = PREFIXES[(groups['prefix'] ?? 'eq') as keyof typeof PREFIXES];
  return (target) => compare(target, span);
}

/** Instants outside of which nothing can fit a value, or undefined when it is no date: for who reads by time. */
export function reachOf(value: string): Span | undefined {
  const groups = SHAPE.exec(value)?.groups;
  const span = groups && spanOf(groups['date'] ?? '', groups['time'], groups['zone']);
  if (!span) return undefined;
  const prefix = groups['prefix'] ?? 'eq';
  const isAfter = ['ge', 'gt', 'sa', 'ne'].includes(prefix);
  const isBefore = ['le', 'lt', 'eb', 'ne'].includes(prefix);
  return { from: isBefore ? -Infinity : span.from, to: isAfter ? Infinity : span.to };
}

function spanOf(
  date: string,
  time: string | undefined,
  zone: string | undefined,
): Span | undefined {
  try {
    if (time === undefined) return civilSpan(date);
    if (date.length !== 10) return undefined;
    const offset = zone?.replace(' ', '+'); // a plus sign that was not escaped in the address
    const from = offset
      ? Temporal.Instant.from(`${date}T${time}${offset}`).epochMilliseconds
      : Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(ROME).epochMilliseconds;
    const precision = time.length === 5 ? 60_000 : time.length === 8 ? 1000 : 1;
    return { from, to: from + precision };
  } catch (error) {
    if (error instanceof RangeError) return undefined; // the 31st of February, 25 o'clock
    throw error;
  }
}

function civilSpan(date: string): Span {
  const [year = 0, month, day] = date.split('-').map(Number);
  const first = Temporal.PlainDate.from(
    { year, month: month ?? 1, day: day ?? 1 },
    { overflow: 'reject' },
  );
  const length =
    day !== undefined ? { days: 1 } : month !== undefined ? { months: 1 } : { years: 1 };
  const midnight = (at: Temporal.PlainDate): number => at.toZonedDateTime(ROME).epochMilliseconds;
  return { from: midnight(first), to: midnight(first.add(length)) };
}
