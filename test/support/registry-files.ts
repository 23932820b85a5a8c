/** CSV files of an import: doctors, persons and cards that nobody has, and lines that are wrong. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkCharacter } from '../../src/domain/fiscal-code.ts';

const CONSONANTS = 'BCDFGLMNPRSTVZ';

/** The n-th of very many persons: a man born on 1 January 1980 in Milan. */
export function codeOf(n: number): string {
  const letters = Array.from(
    { length: 6 },
    (_, place) => CONSONANTS[Math.floor(n / CONSONANTS.length ** place) % CONSONANTS.length],
  ).join('');
  const body = `${letters}80A01F205`;
  return body + checkCharacter(body);
}

export const PERSONS_HEADER =
  'fiscal_code,family_name,given_name,birthdate,address,postal_code,municipality,asst,phone,seriously_ill,doctor,doctor_since';
export const CARDS_HEADER = 'card_number,fiscal_code,valid_from,valid_until';
export const DOCTORS_HEADER = 'code,name,kind,asst,district,municipality,hours,assisted';

/** The line of the n-th person; `change` replaces whole values by column. */
export function personLine(n: number, change: Readonly<Record<string, string>> = {}): string {
  const values: Record<string, string> = {
    fiscal_code: codeOf(n),
    family_name: `Prova${n}`,
    given_name: 'Mario',
    birthdate: '1980-01-01',
    address: `"Via delle Prove, ${n}"`,
    postal_code: '20131',
    municipality: 'F205',
    asst: '701',
    phone: '+39 333 0000000',
    seriously_ill: '',
    doctor: 'D00001',
    doctor_since: '2015-03-01',
    ...change,
  };
  return lineOf(PERSONS_HEADER, values);
}

/** The line of the n-th card, which is the n-th person's. */
export function cardLine(n: number, change: Readonly<Record<string, string>> = {}): string {
  return lineOf(CARDS_HEADER, {
    card_number: `8038000030${String(n).padStart(10, '0')}`,
    fiscal_code: codeOf(n),
    valid_from: '2024-01-01',
    valid_until: '2030-01-01',
    ...change,
  });
}

/** The line of the n-th doctor. */
export function doctorLine(n: number, change: Readonly<Record<string, string>> = {}): string {
  return lineOf(DOCTORS_HEADER, {
    code: `D${String(n).padStart(5, '0')}`,
    name: `Dr. Prova ${n}`,
    kind: 'mmg',
    asst: '701',
    district: 'Milano',
    municipality: 'F205',
    hours: 'lun-ven 9-12',
    assisted: '900',
    ...change,
  });
}

/** Writes a file of these lines; answers its path. */
export async function csvFile(
  folder: string,
  name: string,
  lines: readonly (string | Buffer)[],
): Promise<string> {
  const file = path.join(folder, name);
  const end = Buffer.from('\n');
  await writeFile(file, Buffer.concat(lines.flatMap((line) => [Buffer.from(line), end])));
  return file;
}

function lineOf(header: string, values: Readonly<Record<string, string>>): string {
  return header
    .split(',')
    .map((name) => values[name] ?? '')
    .join(',');
}
