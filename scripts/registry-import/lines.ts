/** The lines of a file, one by one, however large it is: no line breaks inside of quotes. */
import { createReadStream } from 'node:fs';
import { IMPORT_LINE_LENGTH } from '../../config/limits.ts';

/** One line that is not empty. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end; undefined for one that is longer than a whole line can be. */
  readonly text: string | undefined;
  /** Bytes of the file that were read when it came. */
  readonly bytes: number;
}

/** Reads a file in UTF-8; what is no UTF-8 becomes U+FFFD. @throws Error the file cannot be read */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  const stream = createReadStream(file, { encoding: 'utf8' });
  let number = 0;
  let rest = '';
  let isTooLong = false;
  const line = (text: string): Line[] => {
    number += 1;
    const whole = number === 1 ? text.replace(/^\uFEFF/, '') : text;
    const isRefused = isTooLong || whole.length > IMPORT_LINE_LENGTH;
    isTooLong = false;
    const shown = isRefused ? undefined : whole.replace(/\r$/, '');
    return shown?.trim() === '' ? [] : [{ number, text: shown, bytes: stream.bytesRead }];
  };
  for await (const chunk of stream as AsyncIterable<string>) {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield* line(part);
    if (rest.length > IMPORT_LINE_LENGTH) {
      isTooLong = true;
      rest = '';
    }
  }
  if (rest !== '' || isTooLong) yield* line(rest);
}
