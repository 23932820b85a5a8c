/** Reading the body of a booking: what counts of it, and what is wrong with it. @source resource-servers 3 */
import { z } from 'zod';
import { COMMENT_LENGTH } from '../../../config/limits.ts';
import type { PersonCaller } from '../kit/caller.ts';
import { ApiError } from '../kit/errors.ts';
import { fiscalCodeOf } from '../kit/patient-match.ts';
import { idOfReference } from '../kit/search-parameters.ts';

const referenceSchema = z.object({ reference: z.string().max(300) });

/** A text that FHIR allows: not blank, no control signs but those of a paragraph. */
export const commentSchema = z
  .string()
  .max(COMMENT_LENGTH)
  .regex(/^(?=[\s\S]*\S)[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$/);

/** An instant with its zone. */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .refine((at) => Number.isFinite(at));

/** One reference, as in `slot` and `basedOn`. */
export const oneReferenceSchema = z.tuple([referenceSchema]);

const formSchema = z.object({
  resourceType: z.literal('Appointment'),
  status: z.enum(['booked', 'proposed']),
  slot: oneReferenceSchema,
  basedOn: oneReferenceSchema,
  start: instantSchema.optional(),
  end: instantSchema.optional(),
  identifier: z
    .array(z.object({ system: z.string().max(200), value: z.string().min(1).max(200) }))
    .max(1)
    .optional(),
  comment: commentSchema.optional(),
});

/** What a writer wants to book. */
export interface AppointmentForm {
  readonly slot: string;
  readonly prescription: string;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly identifier: { readonly system: string; readonly value: string } | undefined;
  readonly comment: string | undefined;
  /** Participants named besides the patient, as `Type/id`. */
  readonly others: readonly string[];
}

/** Reads it. @throws ApiError VALIDATION_ERROR naming the element */
export function readAppointment(body: unknown, base: string): AppointmentForm {
  const parsed = formSchema.safeParse(body);
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.path[0]);
  const { data } = parsed;
  // Only a proposed appointment may lack its times (invariant app-3).
  if (data.status === 'booked' && data.start === undefined) throw invalid('start');
  if (data.status === 'booked' && data.end === undefined) throw invalid('end');
  const slot = idOfReference(data.slot[0].reference, base, 'Slot');
  if (slot === undefined) throw invalid('slot');
  const prescription = idOfReference(data.basedOn[0].reference, base, 'ServiceRequest');
  if (prescription === undefined) throw invalid('basedOn');
  return {
    slot,
    prescription,
    start: data.start,
    end: data.end,
    identifier: data.identifier?.[0],
    comment: data.comment,
    others: actorsOf(body, base).filter((actor) => !actor.startsWith('Patient/')),
  };
}

const actorSchema = z.object({
  actor: z
    .object({
      reference: z.string().max(300).optional(),
      identifier: z
        .object({ system: z.string().max(200).optional(), value: z.string().max(200) })
        .optional(),
    })
    .optional(),
});
const participantSchema = z.array(actorSchema).max(10);

/**
 * Step 6: every patient among the participants is the token's. Looked at before anything else of
 * the body, and without touching the store. @throws ApiError other-patient · VALIDATION_ERROR
 */
export function matchParticipants(
  body: unknown,
  caller: Pick<PersonCaller, 'patientId' | 'fiscalCode'>,
  base: string,
): void {
  for (const { actor } of participantsOf(body)) {
    const reference = actor?.reference?.replace(`${base}/`, '');
    if (reference?.startsWith('Patient/') && reference !== `Patient/${caller.patientId}`)
      throw new ApiError('other-patient');
    const identifier = actor?.identifier;
    if (!identifier) continue;
    const written =
      identifier.system === undefined
        ? identifier.value
        : `${identifier.system}|${identifier.value}`;
    if (fiscalCodeOf(written) !== caller.fiscalCode) throw new ApiError('other-patient');
  }
}

function participantsOf(body: unknown): z.infer<typeof participantSchema> {
  const participant: unknown =
    typeof body === 'object' && body !== null && 'participant' in body ? body.participant : [];
  const parsed = participantSchema.safeParse(participant ?? []);
  if (!parsed.success) throw invalid('participant');
  return parsed.data;
}

function actorsOf(body: unknown, base: string): string[] {
  return participantsOf(body).flatMap(({ actor }) =>
    actor?.reference === undefined ? [] : [actor.reference.replace(`${base}/`, '')],
  );
}

function invalid(element: PropertyKey | undefined): ApiError {
  const field = element === undefined ? 'body' : `Appointment.${String(element)}`;
  return new ApiError('VALIDATION_ERROR', { field });
}
