/** What a POST or PUT of a note may say: title, date, text, and whether it is private. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { NOTE_BYTES, NOTE_TITLE_LENGTH } from '../../../config/limits.ts';
import { ApiError } from '../kit/errors.ts';
import { fiscalCodeOf } from '../kit/patient-match.ts';
import { idOfReference } from '../kit/search-parameters.ts';
import { NOTE_CLASS, NOTE_SYSTEMS, NOTE_TYPE, PRIVATE } from './note.ts';

const codings = z.array(
  z.looseObject({ system: z.string().optional(), code: z.string().optional() }),
);
const concept = z.looseObject({ coding: codings.optional() });
const title = z
  .string()
  .refine((text) => text.isWellFormed())
  .transform((text) => text.trim())
  .refine((text) => text.length > 0 && text.length <= NOTE_TITLE_LENGTH);

const formSchema = z.looseObject({
  resourceType: z.literal('DocumentReference'),
  id: z.string().optional(),
  status: z.literal('current'),
  type: concept,
  category: z.array(concept),
  subject: z
    .looseObject({
      reference: z.string().optional(),
      identifier: z
        .looseObject({ system: z.string().optional(), value: z.string().optional() })
        .optional(),
    })
    .optional(),
  date: z.iso
    .datetime({ offset: true })
    .regex(/^(?:19|20|21)/)
    .optional(), // others are no FHIR instants, or nobody's day
  description: title,
  content: z.tuple([
    z.looseObject({
      attachment: z.looseObject({
        contentType: z.string(),
        data: z.base64(),
        size: z.number().optional(),
        hash: z.string().optional(),
        url: z.undefined().optional(),
      }),
    }),
  ]),
  context: z.looseObject({ event: z.array(concept).optional() }).optional(),
});

/** Members that are read, stamped, or read back as they were shown; any other would be lost. */
const KNOWN = new Set([
  ...['resourceType', 'id', 'meta', 'implicitRules', 'language', 'text', 'masterIdentifier'],
  ...['identifier', 'status', 'docStatus', 'type', 'category', 'subject', 'date', 'author'],
  ...['description', 'content', 'context'],
]);

export interface NoteForm {
  readonly title: string;
  /** Epoch ms; undefined when the body says none. */
  readonly date: number | undefined;
  readonly text: string;
  readonly isPrivate: boolean;
}

/** Whose note it is, and who writes. */
export interface NoteWriter {
  readonly base: string;
  readonly patientId: string;
  readonly fiscalCode: string;
  readonly isDelegate: boolean;
}

/**
 * Reads the body. @throws ApiError VALIDATION_ERROR · other-patient · unsupported-type · too-large ·
 * type-class-mismatch · hash-mismatch · NOT_PROCESSABLE
 */
export function readNoteForm(body: unknown, writer: NoteWriter): NoteForm {
  const parsed = formSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ApiError('VALIDATION_ERROR', { field: (issue?.path ?? []).join('.') || 'body' });
  }
  const form = parsed.data;
  checkSubject(form, writer);
  const stray = Object.keys(form).find((name) => !KNOWN.has(name));
  if (stray !== undefined) throw new ApiError('NOT_PROCESSABLE', { field: stray.slice(0, 40) });
  const isNote =
    has([form.type], NOTE_SYSTEMS.loinc, NOTE_TYPE) &&
    has(form.category, NOTE_SYSTEMS.documentClass, NOTE_CLASS);
  if (!isNote) throw new ApiError('type-class-mismatch', { field: 'type' });
  const isPrivate = readPrivacy(form);
  // Who acts for somebody would not see it again: hiding is the person's own.
  if (isPrivate && writer.isDelegate)
    throw new ApiError('NOT_PROCESSABLE', { field: 'context.event' });
  return {
    title: form.description,
    date: form.date === undefined ? undefined : Date.parse(form.date),
    text: readText(form.content[0].attachment),
    isPrivate,
  };
}

type Form = z.infer<typeof formSchema>;

function checkSubject({ subject }: Form, { base, patientId, fiscalCode }: NoteWriter): void {
  const { reference, identifier } = subject ?? {};
  const isOther =
    (reference !== undefined && idOfReference(reference, base, 'Patient') !== patientId) ||
    (identifier?.value !== undefined &&
      fiscalCodeOf(`${identifier.system ?? ''}|${identifier.value}`) !== fiscalCode);
  if (isOther) throw new ApiError('other-patient');
}

/** P99 alone; another code of `event` would be lost. */
function readPrivacy({ context }: Form): boolean {
  const events = (context?.event ?? []).flatMap((one) => one.coding ?? []);
  if (events.some(({ code }) => code !== PRIVATE))
    throw new ApiError('NOT_PROCESSABLE', { field: 'context.event' });
  return events.length > 0;
}

function readText(attachment: Form['content'][0]['attachment']): string {
  const [type, ...parameters] = attachment.contentType.toLowerCase().split(';');
  const isPlain =
    type?.trim() === 'text/plain' &&
    parameters.every((one) => /^\s*charset="?utf-8"?\s*$/.test(one));
  if (!isPlain) throw new ApiError('unsupported-type', { field: 'content.attachment.contentType' });
  const bytes = Buffer.from(attachment.data, 'base64');
  if (bytes.length > NOTE_BYTES)
    throw new ApiError('too-large', { field: 'content.attachment.data' });
  const { size, hash } = attachment;
  const isSame =
    (size === undefined || size === bytes.length) &&
    (hash === undefined || hash === createHash('sha1').update(bytes).digest('base64'));
  if (!isSame) throw new ApiError('hash-mismatch', { field: 'content.attachment' });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ApiError('VALIDATION_ERROR', { cause, field: 'content.attachment.data' });
  }
}

function has(concepts: readonly z.infer<typeof concept>[], system: string, code: string): boolean {
  return concepts.some((one) =>
    (one.coding ?? []).some((each) => each.system === system && each.code === code),
  );
}
