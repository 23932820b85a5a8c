/**
 * Reads telephone numbers. Apart from `phone-number.ts`, since the package with the numbering plans
 * takes a tenth of a second to load, which only the desk's commands need.
 */
import parsePhone from 'libphonenumber-js/mobile';
import { InvalidValueError } from './errors.ts';
import type { PhoneNumber } from './phone-number.ts';

/** Longest text that is looked at, in characters. */
const LONGEST = 40;

/**
 * Reads an Italian mobile number, with or without prefix, into E.164 form.
 * Landlines get no SMS, and a foreign number would open the door to toll fraud: both are refused.
 * @throws InvalidValueError field `phone`
 */
export function parsePhoneNumber(text: string): PhoneNumber {
  const typed = text.trim();
  // This metadata knows mobile numbers alone: a landline is not valid in it.
  const phone =
    typed.length > LONGEST
      ? undefined
      : parsePhone(typed, { defaultCountry: 'IT', extract: false });
  if (phone?.country !== 'IT' || !phone.isValid() || phone.ext !== undefined)
    throw new InvalidValueError('phone', 'an Italian mobile number is needed, such as +39333…');
  return phone.number as PhoneNumber; // the only place where the brand is given
}
