/** Personal data as the page shows them, read from the registry's Patient. Pure. @source resource-servers 5 */
import { z } from 'zod';
import { readFound } from '../fhir-answer.ts';

export interface Person {
  readonly name: string;
  readonly fiscalCode: string;
  /** Last four digits of the health card, when there is one. */
  readonly cardTail: string | undefined;
  readonly gender: 'female' | 'male' | undefined;
  /** Civil date. */
  readonly birthdate: string | undefined;
  readonly addresses: readonly { readonly isDomicile: boolean; readonly text: string }[];
  /** Shown by the registry to the person alone. */
  readonly phone: string | undefined;
  readonly email: string | undefined;
  readonly doctor: string | undefined;
}

const FISCAL_CODE = 'http://hl7.it/sid/codiceFiscale';
const CARD = '/tesseraTeam';

const patient = z.object({
  name: z.array(z.object({ family: z.string(), given: z.array(z.string()) })).min(1),
  identifier: z.array(z.object({ system: z.string().default(''), value: z.string() })).default([]),
  gender: z.string().optional(),
  birthDate: z.string().optional(),
  telecom: z.array(z.object({ system: z.string().optional(), value: z.string() })).default([]),
  address: z
    .array(
      z.object({
        use: z.string().optional(),
        line: z.array(z.string()).default([]),
        postalCode: z.string().default(''),
        city: z.string().default(''),
        district: z.string().default(''),
      }),
    )
    .default([]),
  generalPractitioner: z.array(z.object({ display: z.string() })).default([]),
});

/** Reads the one person of a search; undefined when the registry knows nobody. */
export function readPerson(json: unknown): Person | undefined {
  const [found] = readFound(json).matches;
  if (!found) return undefined;
  const read = patient.parse(found);
  const [name] = read.name;
  const valueOf = (fits: (system: string) => boolean): string | undefined =>
    read.identifier.find(({ system }) => fits(system))?.value;
  const telecomOf = (wanted: string): string | undefined =>
    read.telecom.find(({ system }) => system === wanted)?.value;
  const { gender } = read;
  return {
    name: `${name?.given.join(' ') ?? ''} ${name?.family ?? ''}`,
    fiscalCode: valueOf((system) => system === FISCAL_CODE) ?? '',
    cardTail: valueOf((system) => system.endsWith(CARD))?.slice(-4),
    gender: gender === 'female' || gender === 'male' ? gender : undefined,
    birthdate: read.birthDate,
    addresses: read.address.map(({ use, line, postalCode, city, district }) => ({
      isDomicile: use === 'temp',
      text: [
        ...line,
        [postalCode, city, district && `(${district})`].filter((part) => part !== '').join(' '),
      ].join(', '),
    })),
    phone: telecomOf('phone'),
    email: telecomOf('email'),
    doctor: read.generalPractitioner[0]?.display,
  };
}
