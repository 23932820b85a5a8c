/** Fields of a line, each read as what it must be; whatever is wrong is a `Refusal` of that field. */
import { z } from 'zod';
import { parseCardSerial } from '../../src/domain/card-serial.ts';
import { parseCivilDate } from '../../src/domain/civil-date.ts';
import { type FiscalCode, checkCharacter, parseFiscalCode } from '../../src/domain/fiscal-code.ts';
import type { Values } from './records.ts';
import { Refusal } from './refusals.ts';

/** Longest name, address or text. */
const TEXT_LENGTH = 200;

/** The value, or undefined when there is none. */
export function optional(values: Values, field: string): string | undefined {
  const value = values[field];
  return value === undefined || value === '' ? undefined : value.normalize('NFC');
}

/** The value. @throws Refusal missing, too long */
export function text(values: Values, field: string): string {
  const value = optional(values, field);
  if (value === undefined) throw new Refusal(field, 'missing');
  if (value.length > TEXT_LENGTH) throw new Refusal(field, 'too long');
  return value;
}

/** The value, if it is there, in this form. @throws Refusal not valid */
export function matching(values: Values, field: string, form: RegExp): string | undefined {
  const value = optional(values, field);
  if (value !== undefined && !form.test(value)) throw new Refusal(field, 'not valid');
  return value;
}

/** A value that must be there in this form. @throws Refusal missing, not valid */
export function formed(values: Values, field: string, form: RegExp): string {
  const value = matching(values, field, form);
  if (value === undefined) throw new Refusal(field, 'missing');
  return value;
}

/** `yes` or `no`; nothing is no. @throws Refusal */
export function flag(values: Values, field: string): boolean {
  return matching(values, field, /^(?:yes|no)$/) === 'yes';
}

/** A day that exists. @throws Refusal */
export function day(values: Values, field: string): string {
  try {
    return parseCivilDate(text(values, field), field);
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(field, 'no such date');
  }
}

/** @throws Refusal missing, not valid, check character */
export function fiscalCode(values: Values, field: string): FiscalCode {
  const value = text(values, field).toUpperCase();
  try {
    return parseFiscalCode(value);
  } catch {
    const isForm = /^[A-Z0-9]{16}$/.test(value);
    const isCheck = isForm && value.charAt(15) !== checkCharacter(value);
    throw new Refusal(field, isCheck ? 'check character' : 'not valid');
  }
}

/** All 20 digits of a card, with its serial. @throws Refusal */
export function card(
  values: Values,
  field: string,
): { readonly id: string; readonly number: string } {
  const written = text(values, field);
  try {
    const id = parseCardSerial(written);
    const digits = written.replace(/\D/g, '');
    if (digits.length === 20) return { id, number: digits };
  } catch {
    // told below
  }
  throw new Refusal(field, 'not valid');
}

/** An address of mail, if it is there. @throws Refusal */
export function email(values: Values, field: string): string | undefined {
  const value = optional(values, field);
  if (value !== undefined && !z.email().safeParse(value).success)
    throw new Refusal(field, 'not valid');
  return value;
}

const MONTHS = 'ABCDEHLMPRST';
const OMOCODIA = 'LMNPQRSTUV';

/** Whether a fiscal code was made for somebody born on this day. */
export function isBornOn(code: FiscalCode, birthdate: string): boolean {
  const digits = (from: number): number =>
    Number(code.slice(from, from + 2).replace(/[A-Z]/g, (sign) => String(OMOCODIA.indexOf(sign))));
  const [year = '', month = '', dayOfMonth = ''] = birthdate.split('-');
  return (
    digits(6) === Number(year.slice(2)) &&
    MONTHS.indexOf(code.charAt(8)) + 1 === Number(month) &&
    digits(9) % 40 === Number(dayOfMonth)
  );
}
