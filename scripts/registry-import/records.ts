/**
 * From lines to records by the names of the header. Lines are parsed together, which costs a
 * third, and one by one where something is wrong, so that a quote left open refuses its own line.
 */
import { parse } from 'csv-parse/sync';
import { IMPORT_BATCH } from '../../config/limits.ts';
import { UsageError } from '../support/command-line.ts';
import { type Line, linesOf } from './lines.ts';
import { Refusal } from './refusals.ts';

/** Columns of a file by name; those that are required must be in its header. */
export type Columns = Readonly<Record<string, 'required' | 'optional'>>;

/** Values of a line by column. */
export type Values = Readonly<Record<string, string>>;

/** A line's values, or why it has none. */
export interface Read {
  readonly line: number;
  readonly values: Values | Refusal;
}

/** Records that were read together. */
export interface Batch {
  readonly reads: readonly Read[];
  /** Bytes of the file that were read. */
  readonly bytes: number;
}

/** Reads a file in batches. @throws UsageError its header is not that of such a file */
export async function* batchesOf(file: string, columns: Columns): AsyncGenerator<Batch> {
  let header: Header | undefined;
  let lines: Line[] = [];
  for await (const line of linesOf(file)) {
    if (!header) {
      header = readHeader(file, line.text ?? '', columns);
      continue;
    }
    lines.push(line);
    if (lines.length < IMPORT_BATCH) continue;
    yield { reads: parseLines(lines, header), bytes: line.bytes };
    lines = [];
  }
  if (!header) throw new UsageError(`${file} is empty: its first line names the columns.`);
  const last = lines.at(-1);
  if (last) yield { reads: parseLines(lines, header), bytes: last.bytes };
}

interface Header {
  readonly names: readonly string[];
  readonly delimiter: ',' | ';';
}

function readHeader(file: string, text: string, columns: Columns): Header {
  const delimiter = text.includes(';') ? ';' : ',';
  const names = text.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  const missing = Object.keys(columns).filter(
    (name) => columns[name] === 'required' && !names.includes(name),
  );
  const unknown = names.filter((name) => !Object.hasOwn(columns, name));
  const twice = names.filter((name, n) => names.indexOf(name) !== n);
  for (const [wrong, list] of [
    ['lacks', missing],
    ['has unknown columns', unknown],
    ['names twice', twice],
  ] as const)
    if (list.length > 0)
      throw new UsageError(`The header of ${file} ${wrong}: ${list.join(', ')}.`);
  return { names, delimiter };
}

function parseLines(lines: readonly Line[], header: Header): Read[] {
  const together = lines.every(({ text }) => text !== undefined)
    ? rowsOf(lines.map(({ text }) => text).join('\n'), header)
    : undefined;
  return lines.map(({ number, text }, n) => ({
    line: number,
    values:
      together?.length === lines.length ? valuesOf(together[n], header) : parseAlone(text, header),
  }));
}

function parseAlone(text: string | undefined, header: Header): Values | Refusal {
  if (text === undefined) return new Refusal('line', 'too long');
  return valuesOf(rowsOf(text, header)?.[0], header);
}

function valuesOf(row: readonly string[] | undefined, { names }: Header): Values | Refusal {
  if (!row) return new Refusal('line', 'quotes');
  if (row.length !== names.length) return new Refusal('line', 'columns');
  const broken = row.findIndex((value) => value.includes('\uFFFD'));
  if (broken >= 0) return new Refusal(names[broken] ?? 'line', 'encoding');
  const odd = row.findIndex((value) => /[\u0000-\u001f\u007f\u2028\u2029]/.test(value));
  if (odd >= 0) return new Refusal(names[odd] ?? 'line', 'characters');
  return Object.fromEntries(names.map((name, n) => [name, (row[n] ?? '').trim()]));
}

/** Undefined when quotes are not as they must be. */
function rowsOf(text: string, { delimiter }: Header): string[][] | undefined {
  try {
    return parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true });
  } catch {
    return undefined;
  }
}
