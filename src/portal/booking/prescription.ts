/** A prescription as the pages of bookings show it, read from a ServiceRequest. Pure. */
import { z } from 'zod';
import { conceptCode, conceptText, conceptToken } from '../fhir-answer.ts';

/** Classes of priority, the most urgent first. @source resource-servers 3 */
const PRIORITIES = ['U', 'B', 'D', 'P'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A service that is prescribed. */
export interface Prescription {
  readonly id: string;
  /** Number of the prescription. */
  readonly number: string;
  /** Italian words. */
  readonly service: string;
  /** `system|code`, as a search writes it. */
  readonly serviceType: string;
  readonly priority: Priority | undefined;
  /** Last day that the priority guarantees, civil date. */
  readonly guaranteedUntil: string | undefined;
  readonly state: 'open' | 'booked' | 'over' | 'expired';
  readonly requester: string;
  /** `Patient/id`. */
  readonly patient: string;
}

const prescription = z.object({
  id: z.string(),
  requisition: z.object({ value: z.string() }),
  status: z.string(),
  category: z.array(conceptCode).default([]),
  code: z.unknown(),
  subject: z.object({ reference: z.string() }),
  occurrencePeriod: z.object({ end: z.string().optional() }).optional(),
  requester: z.object({ display: z.string().default('') }).optional(),
});

const STATES: Readonly<Record<string, Prescription['state']>> = {
  active: 'open',
  'on-hold': 'booked',
  revoked: 'expired',
};

/** The fifteen characters of a prescription number (NRE). @source resource-servers 3 */
const NUMBER = /^\d{3}[0-9A-Z]{2}\d{10}$/;
/** What a hand puts between them, and the stars that the paper prints beside its bar codes. */
const BETWEEN = /[\s.*\p{Pd}\u2212]/gu;

/** The prescription number in what was typed, however it was spaced; undefined when there is none. */
export function readNumber(typed: string): string | undefined {
  const number = typed.replaceAll(BETWEEN, '').toUpperCase();
  return NUMBER.test(number) ? number : undefined;
}

/** Reads a prescription. Throws when it is no ServiceRequest as promised. */
export function readPrescription(json: unknown): Prescription {
  const read = prescription.parse(json);
  const classCode = read.category.find(({ system }) => system === 'urn:gass:classe-priorita')?.code;
  return {
    id: read.id,
    number: read.requisition.value,
    service: conceptText.parse(read.code),
    serviceType: conceptToken(read.code),
    priority: PRIORITIES.find((one) => one === classCode),
    guaranteedUntil: read.occurrencePeriod?.end?.slice(0, 10),
    state: STATES[read.status] ?? 'over',
    requester: read.requester?.display ?? '',
    patient: read.subject.reference,
  };
}
