/** Where people are received, read from what comes with slots and appointments. Pure. */
import { z } from 'zod';
import { type Found, type Resource, readFound } from '../fhir-answer.ts';

export interface Place {
  readonly name: string;
  readonly address: string;
  readonly phone: string;
  readonly city: string;
}

/** Where something is: what is offered ("Ambulatorio cardiologia") and the place. */
export interface Where {
  readonly clinic: string;
  readonly place: Place | undefined;
}

const location = z.object({
  name: z.string(),
  telecom: z.array(z.object({ system: z.string().optional(), value: z.string() })).default([]),
  address: z
    .object({ line: z.array(z.string()).default([]), city: z.string().default('') })
    .default({ line: [], city: '' }),
});
const healthcareService = z.object({ name: z.string().default('') });

/** Reads a page of places, with their ids. */
export function readPlaces(json: unknown): (Place & { readonly id: string })[] {
  return readFound(json).matches.map((one) => ({ id: one.id, ...toPlace(one) }));
}

/** Place and service among these references, as far as they came with the answer. */
export function whereOf(found: Found, references: readonly string[]): Where {
  const resourceOf = (type: string): Resource | undefined => {
    const reference = references.find((one) => one.startsWith(`${type}/`));
    return reference === undefined ? undefined : found.included.get(reference);
  };
  const place = resourceOf('Location');
  const service = resourceOf('HealthcareService');
  return {
    clinic: service ? healthcareService.parse(service).name : '',
    place: place && toPlace(place),
  };
}

function toPlace(json: Resource): Place {
  const { name, telecom, address } = location.parse(json);
  return {
    name,
    address: [...address.line, address.city].filter((part) => part !== '').join(', '),
    phone: telecom.find(({ system }) => system === 'phone')?.value ?? '',
    city: address.city,
  };
}
