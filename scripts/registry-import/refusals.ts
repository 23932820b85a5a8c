/** Lines that are refused: which, where, why. Nothing of the line itself is kept or shown. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { IMPORT_TOLD } from '../../config/limits.ts';
import { UsageError } from '../support/command-line.ts';

/** Why lines are refused. */
export type Reason =
  | 'missing'
  | 'encoding'
  | 'quotes'
  | 'columns'
  | 'too long'
  | 'characters'
  | 'not valid'
  | 'check character'
  | 'no such date'
  | 'in the future'
  | 'not as in the fiscal code'
  | 'before its beginning'
  | 'unknown municipality'
  | 'unknown doctor'
  | 'unknown person'
  | 'belongs to another person'
  | 'duplicate';

/** A field of a line is not what it must be. */
export class Refusal extends Error {
  readonly field: string;
  readonly reason: Reason;
  constructor(field: string, reason: Reason) {
    super(`${field}: ${reason}`);
    this.field = field;
    this.reason = reason;
  }
}

/** Where refusals are told. */
export interface Refusals {
  add(file: string, line: number, refusal: Refusal): void;
  /** Writes what is still held. */
  flush(): void;
}

/** Into a CSV file of one's own (mode 0600), or the first of them on stderr. @throws UsageError */
export function openRefusals(file: string | undefined): Refusals {
  if (file === undefined) return onStderr();
  try {
    writeFileSync(file, 'file,line,field,reason\n', { mode: 0o600 });
  } catch (cause) {
    throw new UsageError(`${file} cannot be written.`, { cause });
  }
  let held: string[] = [];
  const flush = (): void => {
    appendFileSync(file, held.join(''));
    held = [];
  };
  return {
    add(name, line, { field, reason }) {
      held.push(`${name},${line},${field},${reason}\n`);
      if (held.length >= 1000) flush();
    },
    flush,
  };
}

function onStderr(): Refusals {
  let told = 0;
  return {
    add(name, line, { field, reason }) {
      told += 1;
      if (told <= IMPORT_TOLD) process.stderr.write(`${name}, line ${line}: ${field}: ${reason}\n`);
    },
    flush() {
      if (told > IMPORT_TOLD)
        process.stderr.write(`${told - IMPORT_TOLD} more refused lines: see --refused.\n`);
    },
  };
}
