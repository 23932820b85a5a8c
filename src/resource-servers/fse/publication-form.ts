/**
 * What a publishing organisation sends (ITI-105, MHD SimplifiedPublish), read into what is stored.
 * Elements we do not keep are ignored. Every refusal names its field.
 */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { PDF_BYTES } from '../../../config/limits.ts';
import { parseFiscalCode } from '../../domain/fiscal-code.ts';
import { ApiError } from '../kit/errors.ts';
import { publicationSchema } from './publication-schema.ts';
import type { Code, StoredDocument } from './stored.ts';
import { isMark, type Mark, PDF_FORMAT, type SecurityLabel, SYSTEMS, TYPES } from './vocabulary.ts';

/** A publication as understood; ids and time are the caller's. */
export interface Publication {
  readonly document: Omit<
    StoredDocument,
    'id' | 'chain' | 'replaces' | 'producer' | 'publisherKey' | 'storedAt'
  >;
  /** Code of the organisation that it names. */
  readonly organization: string;
  readonly data: string;
  readonly marks: readonly Mark[];
  /** P00 was sent: P99 ends. */
  readonly endsHiding: boolean;
  /** Reference of the document it replaces. */
  readonly replaced: string | undefined;
}

type Sent = z.infer<typeof publicationSchema>;

/** Reads a body. @throws ApiError VALIDATION_ERROR, too-large, type-class-mismatch, hash-mismatch, NOT_PROCESSABLE */
export function readPublication(body: unknown): Publication {
  const parsed = publicationSchema.safeParse(body);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new ApiError('VALIDATION_ERROR', {
      field: path === '' ? 'DocumentReference' : `DocumentReference.${path}`,
    });
  }
  const sent = parsed.data;
  const [type, documentClass] = typeOf(sent);
  const events = sent.context.event.flatMap(({ coding }) => coding);
  const labels = sent.securityLabel.flatMap(({ coding }) => coding);
  const rules = [...events, ...labels]
    .filter(({ system }) => system === SYSTEMS.accessRule)
    .map(({ code }) => code);
  const [{ attachment, format }] = sent.content;
  const { size, hash } = checkAttachment(attachment);
  const date = Date.parse(sent.date);
  const title = attachment.title ?? sent.description ?? TYPES[type]?.display ?? type;
  const [author] = sent.author;
  return {
    document: {
      fiscalCode: fiscalCodeOf(sent),
      identifier: sent.masterIdentifier,
      type,
      class: documentClass,
      label: labelOf(labels),
      date,
      period: {
        from: Date.parse(sent.context.period?.start ?? sent.date),
        to: Date.parse(sent.context.period?.end ?? sent.context.period?.start ?? sent.date),
      },
      author: {
        name: author.display,
        ...(author.identifier ? { fiscalCode: author.identifier.value } : {}),
      },
      custodian: sent.custodian.display ?? sent.custodian.identifier.value,
      description: sent.description ?? title,
      facilityType: sent.context.facilityType.coding[0].code,
      practiceSetting: sent.context.practiceSetting.coding[0].code,
      events: events.filter(({ system }) => system !== SYSTEMS.accessRule),
      related: sent.context.related.map(({ identifier }) => identifier.value),
      attachment: {
        contentType: attachment.contentType,
        size,
        hash,
        title,
        creation: Date.parse(attachment.creation ?? sent.date),
        format: format?.code ?? PDF_FORMAT,
      },
    },
    organization: sent.custodian.identifier.value,
    data: attachment.data,
    marks: marksOf(rules),
    endsHiding: rules.includes('P00'),
    replaced: sent.relatesTo[0]?.target.reference,
  };
}

function marksOf(rules: readonly string[]): Mark[] {
  const unknown = rules.find((code) => !isMark(code) && code !== 'P00');
  if (unknown !== undefined)
    throw new ApiError('VALIDATION_ERROR', { field: 'DocumentReference.context.event' });
  const ends = rules.includes('P00');
  return [...new Set(rules.filter(isMark))].filter((mark) => !(ends && mark === 'P99'));
}

/** The type and its class; both must be sent and fit. */
function typeOf(sent: Sent): [type: string, documentClass: StoredDocument['class']] {
  const type = sent.type.coding.find(({ system }) => system === SYSTEMS.loinc)?.code ?? '';
  const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  const codes = sent.category.flatMap(({ coding }) => coding);
  const named = codes.find(({ system }) => system === SYSTEMS.documentClass)?.code;
  if (!known || known.class !== named)
    throw new ApiError('type-class-mismatch', { field: 'DocumentReference.type' });
  return [type, known.class];
}

function labelOf(labels: readonly Code[]): SecurityLabel {
  const named = labels
    .filter(({ system }) => system === SYSTEMS.confidentiality)
    .map(({ code }) => code);
  if (named.some((code) => code !== 'N' && code !== 'V'))
    throw new ApiError('VALIDATION_ERROR', { field: 'DocumentReference.securityLabel' });
  return named.includes('V') ? 'V' : 'N';
}

function fiscalCodeOf(sent: Sent): string {
  try {
    return parseFiscalCode(sent.subject.identifier.value);
  } catch (cause) {
    throw new ApiError('VALIDATION_ERROR', {
      cause,
      field: 'DocumentReference.subject.identifier',
    });
  }
}

/** Size, hash and kind of the bytes. */
function checkAttachment({ data, size, hash }: Sent['content'][0]['attachment']): {
  size: number;
  hash: string;
} {
  const bytes = Buffer.from(data, 'base64');
  const field = 'DocumentReference.content.attachment';
  if (bytes.length > PDF_BYTES) throw new ApiError('too-large', { field: `${field}.data` });
  const isSame =
    bytes.length === size && createHash('sha1').update(bytes).digest('base64') === hash;
  if (!isSame) throw new ApiError('hash-mismatch', { field: `${field}.hash` });
  if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-')
    throw new ApiError('NOT_PROCESSABLE', { field: `${field}.data` });
  return { size, hash };
}
