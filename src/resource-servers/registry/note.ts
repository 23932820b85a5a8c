/** A note of the taccuino as its reader is shown it: DocumentReference of class TAC. @source HL7 Italia, DocumentReferenceTaccuino */
import type { DocumentReference } from 'fhir/r4.js';
import { toFhirInstant } from '../kit/rome.ts';
import type { StoredNote } from './stored.ts';

export const NOTE_SYSTEMS = {
  loinc: 'http://loinc.org',
  documentClass: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.5',
  accessRule: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.3',
  facilityType: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.1',
  uri: 'urn:ietf:rfc:3986',
  status: 'http://hl7.org/fhir/document-reference-status',
} as const;

/** Type and class of every note. @source FSE gateway, README 15.4 */
export const NOTE_TYPE = '53576-5';
export const NOTE_CLASS = 'TAC';
/** The mark of a private note. */
export const PRIVATE = 'P99';

/** For whom notes are rendered. */
export interface NotePlace {
  readonly issuer: string;
  readonly patientId: string;
}

/** Whether a reader sees a note: a private one is the person's alone, whoever wrote it. */
export function isVisible(note: Pick<StoredNote, 'isPrivate'>, isDelegate: boolean): boolean {
  return !isDelegate || !note.isPrivate;
}

/** Its lasting identifier. */
export function identifierOf({ id }: Pick<StoredNote, 'id'>): { system: string; value: string } {
  return { system: NOTE_SYSTEMS.uri, value: `urn:uuid:${id}` };
}

/** The resource; only a reader who sees private notes comes here with one. */
export function noteResource(
  note: StoredNote,
  text: string,
  { issuer, patientId }: NotePlace,
): DocumentReference {
  const patient = { reference: `Patient/${patientId}` };
  const { author, title } = note;
  return {
    resourceType: 'DocumentReference',
    id: note.id,
    meta: { versionId: String(note.revision), lastUpdated: toFhirInstant(note.updatedAt) },
    masterIdentifier: identifierOf(note),
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: NOTE_SYSTEMS.loinc, code: NOTE_TYPE }] },
    category: [
      {
        coding: [{ system: NOTE_SYSTEMS.documentClass, code: NOTE_CLASS, display: 'Taccuino' }],
      },
    ],
    subject: patient,
    date: toFhirInstant(note.date),
    author: [
      author.role === 'ASS'
        ? { ...patient, display: author.name }
        : {
            type: 'RelatedPerson',
            identifier: { system: issuer, value: author.sub },
            display: author.name,
          },
    ],
    description: title,
    content: [
      {
        attachment: {
          contentType: 'text/plain;charset=utf-8',
          language: 'it-IT',
          data: Buffer.from(text).toString('base64'),
          title,
          creation: toFhirInstant(note.createdAt),
        },
      },
    ],
    context: {
      ...(note.isPrivate
        ? { event: [{ coding: [{ system: NOTE_SYSTEMS.accessRule, code: PRIVATE }] }] }
        : {}),
      facilityType: {
        coding: [{ system: NOTE_SYSTEMS.facilityType, code: 'Cittadino' }],
      },
    },
  };
}
