/** Invented persons and documents by number, as many as a bench needs. */
import { randomUUID } from 'node:crypto';
import { checkCharacter } from '../../src/domain/fiscal-code.ts';
import type { StoredDocument } from '../../src/resource-servers/fse/stored.ts';
import { PDF_FORMAT, SYSTEMS } from '../../src/resource-servers/fse/vocabulary.ts';

/** Who published them. */
export const organization = { code: '030999', name: 'Laboratorio demo ASST' } as const;

const CONSONANTS = 'BCDFGHLMNPRSTVZ';
const DAY_MS = 86_400_000;

/** The fiscal code of person `n`. */
export function fiscalCodeOf(n: number): string {
  let letters = '';
  for (let rest = n; letters.length < 6; rest = Math.floor(rest / CONSONANTS.length))
    letters += CONSONANTS.charAt(rest % CONSONANTS.length);
  const body = `${letters}80A01F205`;
  return body + checkCharacter(body);
}

/** Document `k` of person `n`; its content is not made, since a list does not read it. */
export function documentOf(n: number, k: number): StoredDocument {
  const id = randomUUID();
  const date = Date.UTC(2020, 0, 1) + k * 120 * DAY_MS + (n % 100) * DAY_MS;
  const producer = organization.code;
  const value = `bench.${n}.${k}`;
  return {
    id,
    fiscalCode: fiscalCodeOf(n),
    producer,
    publisherKey: `${producer}|${SYSTEMS.document}|${value}`,
    identifier: { system: SYSTEMS.document, value },
    chain: id,
    type: '11502-2',
    class: 'REF',
    label: 'N',
    date,
    period: { from: date, to: date },
    storedAt: date,
    author: { name: 'Dr.ssa Elena Galli' },
    custodian: organization.name,
    description: 'Esame del sangue',
    facilityType: 'Territorio',
    practiceSetting: 'AD_PSC100',
    events: [],
    related: [],
    attachment: {
      contentType: 'application/pdf',
      size: 22,
      hash: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      title: 'Esame del sangue',
      creation: date,
      format: PDF_FORMAT,
    },
  };
}
