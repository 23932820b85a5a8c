/** A logger whose lines a test can read. */
import { createLog, type Log } from '../../src/web/log.ts';

export interface LogLines {
  readonly log: Log;
  /** Every line so far, parsed. */
  lines(): readonly Record<string, unknown>[];
  /** Everything written so far, as text. */
  text(): string;
}

/** Collects what is logged, from `debug` up. */
export function collectLog(): LogLines {
  const written: string[] = [];
  const destination = {
    write: (line: string): void => {
      written.push(line);
    },
  };
  return {
    log: createLog({ process: 'test', level: 'debug', destination }),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => written.join(''),
  };
}
