/** The serial of a Tessera Sanitaria: the last 10 of the 20 digits at point 8 of its back. */
import { InvalidValueError } from './errors.ts';

/** 10 digits. They name the card, not the person: a new card has a new serial. */
export type CardSerial = string & { readonly __brand: 'CardSerial' };

/** Digits of a serial, and of the whole number of which it is the end. @source domain.md 1.1 */
const SERIAL_DIGITS = 10;
const WHOLE_DIGITS = 20;

/**
 * Reads 10 digits, or all 20 of the card, with or without spaces, dots and dashes.
 * No check digit is known, so none is asked for.
 * @throws InvalidValueError field `card_serial`
 */
export function parseCardSerial(text: string): CardSerial {
  const digits = text.replace(/[\s.\-\u2010-\u2015]+/g, '');
  const isWhole = digits.length === WHOLE_DIGITS;
  if (!/^[0-9]+$/.test(digits) || !(isWhole || digits.length === SERIAL_DIGITS))
    throw new InvalidValueError('card_serial', 'a card has 10 digits, or 20 in all');
  return digits.slice(-SERIAL_DIGITS) as CardSerial; // the only place where the brand is given
}

/** The last 4 digits: all that messages and pages may show of a card. */
export function tailOf(serial: string): string {
  return serial.slice(-4);
}
