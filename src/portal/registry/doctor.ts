/** Doctors and choices of a doctor as the pages show them. Pure. @source resource-servers 5 */
import { z } from 'zod';
import { FHIR_ID, instantText } from '../fhir-answer.ts';

/** Family doctor, or paediatrician. */
const KINDS = ['mmg', 'pls'] as const;
export type DoctorKind = (typeof KINDS)[number];

/** Why a doctor cannot be chosen, as the registry says it. */
export const WHY_NOT = [
  'current',
  'wrong-district',
  'wrong-age',
  'desk-only',
  'same-association',
  'doctor-full',
  'one-change-a-day',
] as const;
export type WhyNot = (typeof WHY_NOT)[number] | 'other';

export interface Doctor {
  readonly id: string;
  readonly name: string;
  readonly kind: DoctorKind;
  readonly district: string;
  readonly city: string;
  readonly hours: string;
  readonly places: number | undefined;
  /** Undefined: the doctor can be chosen. */
  readonly whyNot: WhyNot | undefined;
}

/** A doctor of the person, present or past; instants in epoch ms. */
export interface Choice {
  readonly doctorId: string;
  readonly name: string;
  readonly kind: DoctorKind;
  readonly city: string;
  readonly since: number;
  readonly until: number | undefined;
}

export interface Choices {
  readonly current: Choice | undefined;
  readonly past: readonly Choice[];
  readonly hasChangedToday: boolean;
}

const doctor = z.object({
  id: z.string().regex(FHIR_ID),
  name: z.string(),
  kind: z.enum(KINDS),
  district: z.string().nullish(),
  city: z.string().nullish(),
  hours: z.string().nullish(),
  places: z.number().optional(),
  choosable: z.boolean(),
  why_not: z.string().nullish(),
});
const choice = z.object({
  doctor_id: z.string(),
  doctor: z.string().nullish(),
  kind: z.enum(KINDS),
  city: z.string().nullish(),
  since: instantText,
  until: instantText.nullish(),
});
const choices = z.object({
  items: z.array(choice),
  current: choice.nullish(),
  changed_today: z.boolean().default(false),
});

/** Reads one doctor of a list. */
export function readDoctor(json: unknown): Doctor {
  const read = doctor.parse(json);
  const reason = WHY_NOT.find((one) => one === read.why_not) ?? 'other';
  return {
    id: read.id,
    name: read.name,
    kind: read.kind,
    district: read.district ?? '',
    city: read.city ?? '',
    hours: read.hours ?? '',
    places: read.places,
    whyNot: read.choosable ? undefined : reason,
  };
}

/** Reads present and past doctors of a person. */
export function readChoices(json: unknown): Choices {
  const read = choices.parse(json);
  return {
    current: read.current ? toChoice(read.current) : undefined,
    past: read.items.map(toChoice).filter(({ until }) => until !== undefined),
    hasChangedToday: read.changed_today,
  };
}

/** The word of a name by which the registry finds the doctor again: "Dott. Paolo Conti" -> "Conti". */
export function searchWord(name: string): string {
  return name.trim().split(/\s+/).at(-1) ?? '';
}

function toChoice(read: z.infer<typeof choice>): Choice {
  return {
    doctorId: read.doctor_id,
    name: read.doctor ?? '',
    kind: read.kind,
    city: read.city ?? '',
    since: read.since,
    until: read.until ?? undefined,
  };
}
