/**
 * A document as its reader is shown it: MHD UnContained Comprehensive DocumentReference, and the
 * Binary behind it. @source resource-servers 2; IHE MHD
 */
import type { Binary, CodeableConcept, DocumentReference, Identifier, Reference } from 'fhir/r4.js';
import { FISCAL_CODE_SYSTEM } from '../kit/patient-match.ts';
import { toFhirInstant } from '../kit/rome.ts';
import type { Code, StoredDocument } from './stored.ts';
import { type Item, type Reader, shownMarks, shownPrescriptions } from './rules.ts';
import { CLASSES, SYSTEMS, TYPES } from './vocabulary.ts';

/** For whom a document is rendered. */
export interface Audience {
  readonly base: string;
  readonly reader: Reader;
  /** The patient as the token names them; unknown to a publishing organisation. */
  readonly patient: { readonly id: string; readonly name: string } | undefined;
}

/** The resource; what depends on the reader is decided in `rules.ts`. */
export function documentReference(item: Item, audience: Audience): DocumentReference {
  const { document } = item;
  const master: Identifier = {
    type: { coding: [{ system: SYSTEMS.mhdIdentifierType, code: 'uniqueId' }] },
    ...document.identifier,
  };
  const reference = audience.patient && `Patient/${audience.patient.id}`;
  return {
    resourceType: 'DocumentReference',
    id: document.id,
    meta: { versionId: String(item.version), lastUpdated: toFhirInstant(item.updatedAt) },
    masterIdentifier: master,
    identifier: [master],
    status: item.status,
    type: concept({
      system: SYSTEMS.loinc,
      code: document.type,
      ...display(TYPES[document.type]?.display),
    }),
    category: [
      concept({
        system: SYSTEMS.documentClass,
        code: document.class,
        display: CLASSES[document.class].display,
      }),
    ],
    subject: {
      ...(reference === undefined ? {} : { reference }),
      identifier: { system: FISCAL_CODE_SYSTEM, value: document.fiscalCode },
      ...display(audience.patient?.name),
    },
    date: toFhirInstant(document.date),
    author: [authorOf(document)],
    custodian: {
      identifier: { system: SYSTEMS.organization, value: document.producer },
      display: document.custodian,
    },
    ...(document.replaces === undefined
      ? {}
      : {
          relatesTo: [
            { code: 'replaces', target: { reference: `DocumentReference/${document.replaces}` } },
          ],
        }),
    securityLabel: [concept({ system: SYSTEMS.confidentiality, code: document.label })],
    description: document.description,
    content: [contentOf(document, audience.base)],
    context: contextOf(item, audience, reference),
  };
}

/** The bytes as a FHIR resource, for clients that read nothing but JSON. */
export function binary(document: StoredDocument, data: string): Binary {
  return {
    resourceType: 'Binary',
    id: document.id,
    contentType: 'application/pdf',
    securityContext: { reference: `DocumentReference/${document.id}` },
    data,
  };
}

/** Codes of `context.event` as the reader is shown them. */
export function shownEvents(item: Item, reader: Reader): Code[] {
  const marks = shownMarks(item, reader).map((code) => ({ system: SYSTEMS.accessRule, code }));
  return [...item.document.events, ...marks];
}

function contentOf(document: StoredDocument, base: string): DocumentReference['content'][number] {
  const { attachment } = document;
  return {
    attachment: {
      contentType: 'application/pdf',
      language: 'it-IT',
      url: `${base}/Binary/${document.id}`,
      size: attachment.size,
      hash: attachment.hash,
      title: attachment.title,
      creation: toFhirInstant(attachment.creation),
    },
    format: { system: SYSTEMS.format, code: attachment.format },
  };
}

function contextOf(
  item: Item,
  { reader }: Audience,
  patient: string | undefined,
): DocumentReference['context'] {
  const { document } = item;
  const events = shownEvents(item, reader);
  const related = shownPrescriptions(item, reader);
  return {
    ...(events.length > 0 ? { event: events.map(concept) } : {}),
    period: { start: toFhirInstant(document.period.from), end: toFhirInstant(document.period.to) },
    facilityType: concept({ system: SYSTEMS.facilityType, code: document.facilityType }),
    practiceSetting: concept({ system: SYSTEMS.practiceSetting, code: document.practiceSetting }),
    sourcePatientInfo:
      patient === undefined
        ? { identifier: { system: FISCAL_CODE_SYSTEM, value: document.fiscalCode } }
        : { reference: patient },
    ...(related.length > 0
      ? { related: related.map((value) => ({ identifier: { system: SYSTEMS.nre, value } })) }
      : {}),
  };
}

function authorOf({ author }: StoredDocument): Reference {
  return {
    display: author.name,
    ...(author.fiscalCode === undefined
      ? {}
      : { identifier: { system: FISCAL_CODE_SYSTEM, value: author.fiscalCode } }),
  };
}

function concept(code: Code): CodeableConcept {
  return { coding: [{ ...code }] };
}

function display(text: string | undefined): { display?: string } {
  return text === undefined ? {} : { display: text };
}
