/** Reads what was typed on the password page. */
import { type CardSerial, parseCardSerial } from '../domain/card-serial.ts';
import { InvalidValueError } from '../domain/errors.ts';
import type { PageError } from '../domain/login.ts';

/** What was typed, as it came. */
export interface TypedPassword {
  readonly cardSerial: string;
  readonly password: string;
}

/** The serial and the password, or what is missing or miswritten. */
export function readTyped(
  typed: TypedPassword,
):
  | { readonly serial: CardSerial; readonly password: string }
  | { readonly errors: readonly PageError[] } {
  const serial = readSerial(typed.cardSerial);
  const errors: PageError[] = [];
  if (typed.password === '')
    errors.push({ field: 'password', key: 'password.error.password.empty' });
  if (serial !== undefined && errors.length === 0) return { serial, password: typed.password };
  if (serial === undefined) {
    const word = typed.cardSerial.trim() === '' ? 'empty' : 'format';
    errors.unshift({ field: 'card_serial', key: `password.error.card_serial.${word}` });
  }
  return { errors };
}

function readSerial(text: string): CardSerial | undefined {
  try {
    return parseCardSerial(text);
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}
