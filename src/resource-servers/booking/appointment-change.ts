/**
 * What a PUT or PATCH wants of an appointment: the resource as wanted is compared with the one
 * there is, and only what a citizen may change may differ. Pure. @source resource-servers 1.9, 3
 */
import { isDeepStrictEqual } from 'node:util';
import type { Appointment, CodeableConcept } from 'fhir/r4.js';
import { z } from 'zod';
import { ApiError } from '../kit/errors.ts';
import { idOfReference } from '../kit/search-parameters.ts';
import { commentSchema, instantSchema, oneReferenceSchema } from './appointment-form.ts';
import { SYSTEMS } from './vocabulary.ts';

/** What is wanted; everything undefined when nothing differs. */
export interface Wish {
  /** Why it is cancelled. */
  readonly cancel: CodeableConcept | undefined;
  /** Id of another slot. */
  readonly slot: string | undefined;
  /** Comment as it shall be: null for none. */
  readonly comment: string | null | undefined;
  /** Times that were sent, to be those of the slot. */
  readonly start: number;
  readonly end: number;
}

const codeSchema = z
  .string()
  .regex(/^\S+( \S+)*$/)
  .max(100); // prettier-ignore
const reasonSchema = z
  .strictObject({
    coding: z
      .array(
        z.strictObject({
          system: z.string().regex(/^\S+$/).max(200).optional(),
          code: codeSchema,
          display: commentSchema.max(200).optional(),
        }),
      )
      .min(1)
      .max(4)
      .optional(),
    text: commentSchema.max(200).optional(),
  })
  .refine(({ coding, text }) => coding !== undefined || text !== undefined);

const wantedSchema = z.object({
  resourceType: z.literal('Appointment'),
  status: z.enum([
    'proposed',
    'pending',
    'booked',
    'arrived',
    'fulfilled',
    'cancelled',
    'noshow',
    'entered-in-error',
    'checked-in',
    'waitlist',
  ]),
  slot: oneReferenceSchema.optional(),
  start: instantSchema.optional(),
  end: instantSchema.optional(),
  comment: commentSchema.optional(),
  cancelationReason: reasonSchema.optional(),
});

const CHANGEABLE: ReadonlySet<string> = new Set(Object.keys(wantedSchema.shape));
/**
 * Written by the server alone, or following from the slot: what a client sends back of them is not
 * looked at, since after a move a repeated request still carries those of before.
 */
const IGNORED: ReadonlySet<string> = new Set(['meta', 'text', 'extension', 'participant']);

/** The reason that is meant when none is said: the patient's. */
const BY_PATIENT: CodeableConcept = { coding: [{ system: SYSTEMS.cancellation, code: 'pat' }] };

/**
 * Reads the wish. Elements that were left out stay, but for the comment, which goes.
 * @throws ApiError VALIDATION_ERROR or not-changeable, naming the element
 */
export function readWish(current: Appointment, wanted: unknown, base: string): Wish {
  const parsed = wantedSchema.safeParse(wanted);
  if (!parsed.success) throw refusal('VALIDATION_ERROR', parsed.error.issues[0]?.path[0]);
  // An object of the schema: nothing else got here.
  for (const [name, value] of Object.entries(wanted as object))
    if (!CHANGEABLE.has(name) && !IGNORED.has(name) && !isAsItIs(current, name, value))
      throw refusal('not-changeable', name);
  const { data } = parsed;
  const slot = data.slot && idOfReference(data.slot[0].reference, base, 'Slot');
  if (data.slot && slot === undefined) throw refusal('VALIDATION_ERROR', 'slot');
  const isCancelled = data.status === 'cancelled';
  if (!isCancelled && data.status !== current.status) throw refusal('not-changeable', 'status');
  if (!isCancelled && data.cancelationReason)
    throw refusal('VALIDATION_ERROR', 'cancelationReason');
  const isOtherSlot = slot !== undefined && current.slot?.[0]?.reference !== `Slot/${slot}`;
  return {
    cancel:
      isCancelled && current.status !== 'cancelled'
        ? (data.cancelationReason ?? BY_PATIENT)
        : undefined,
    slot: isOtherSlot ? slot : undefined,
    comment: data.comment === current.comment ? undefined : (data.comment ?? null),
    start: data.start ?? Number.NaN,
    end: data.end ?? Number.NaN,
  };
}

function isAsItIs(current: Appointment, name: string, value: unknown): boolean {
  return (
    Object.hasOwn(current, name) &&
    isDeepStrictEqual(new Map(Object.entries(current)).get(name), value)
  );
}

function refusal(
  code: 'VALIDATION_ERROR' | 'not-changeable',
  element: PropertyKey | undefined,
): ApiError {
  const field = element === undefined ? 'body' : `Appointment.${String(element)}`;
  return new ApiError(code, { field });
}
