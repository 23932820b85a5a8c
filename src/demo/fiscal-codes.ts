/** Fiscal codes of invented people, made as the revenue agency makes them. @source DM 12 Mar 1974 */
import { checkCharacter, type FiscalCode, parseFiscalCode } from '../domain/fiscal-code.ts';

/** What a fiscal code is made of. */
export interface BirthData {
  readonly givenName: string;
  readonly familyName: string;
  /** Civil date, YYYY-MM-DD. */
  readonly birthdate: string;
  readonly gender: 'female' | 'male';
  /** Land-registry code of the place of birth, such as F205 for Milan. */
  readonly place: string;
}

const MONTHS = 'ABCDEHLMPRST';

/** The code of a person without namesake. */
export function composeFiscalCode(birth: BirthData): FiscalCode {
  const [year = '', month = '', day = ''] = birth.birthdate.split('-');
  const shownDay = Number(day) + (birth.gender === 'female' ? 40 : 0);
  const body = [
    threeOf(birth.familyName, false),
    threeOf(birth.givenName, true),
    year.slice(-2),
    MONTHS.charAt(Number(month) - 1),
    String(shownDay).padStart(2, '0'),
    birth.place,
  ].join('');
  return parseFiscalCode(body + checkCharacter(body));
}

/** Consonants, then vowels, then X; of a given name with four consonants the second is left out. */
function threeOf(name: string, isGiven: boolean): string {
  const letters = name
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
  const consonants = letters.replace(/[AEIOU]/g, '');
  if (isGiven && consonants.length > 3) return consonants.charAt(0) + consonants.slice(2, 4);
  return (consonants + letters.replace(/[^AEIOU]/g, '') + 'XX').slice(0, 3);
}
