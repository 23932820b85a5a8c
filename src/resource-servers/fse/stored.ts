/**
 * What the health record stores. Documents never change once stored: that one was superseded is
 * read from its successor, and marks stand beside it, so hiding changes no version and no date
 * (N4). The PDF stands apart, so that a list does not read it.
 */
import type { DocumentClass, Mark, SecurityLabel } from './vocabulary.ts';

/** A code with its system and display. */
export interface Code {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** One document as published. `id` is that of DocumentReference and Binary alike. */
export interface StoredDocument {
  readonly id: string;
  /** Whose it is: laboratories publish for people the provider may not know. */
  readonly fiscalCode: string;
  /** Code of the organisation that published it. */
  readonly producer: string;
  /** `<producer>|<system>|<value>` of its master identifier: unique per producer. */
  readonly publisherKey: string;
  readonly identifier: { readonly system: string; readonly value: string };
  /** Id of the document it replaces; unique, so only one can. */
  readonly replaces?: string;
  /** Id of the first document of its chain: marks belong to the chain. */
  readonly chain: string;
  readonly type: string;
  readonly class: DocumentClass;
  readonly label: SecurityLabel;
  /** Epoch ms, as published. */
  readonly date: number;
  readonly period: { readonly from: number; readonly to: number };
  readonly storedAt: number;
  readonly author: { readonly name: string; readonly fiscalCode?: string };
  readonly custodian: string;
  readonly description: string;
  readonly facilityType: string;
  readonly practiceSetting: string;
  /** Codes of `context.event` without marks. */
  readonly events: readonly Code[];
  /** Prescription numbers. */
  readonly related: readonly string[];
  readonly attachment: {
    readonly contentType: string;
    readonly size: number;
    /** SHA-1, base64: what FHIR R4 calls hash. */
    readonly hash: string;
    readonly title: string;
    readonly creation: number;
    readonly format: string;
  };
}

/** The bytes of a document, base64. */
export interface StoredContent {
  readonly id: string;
  readonly data: string;
}

/** Marks of one chain; `id` is the chain. */
export interface StoredMarks {
  readonly id: string;
  readonly fiscalCode: string;
  readonly producer: string;
  readonly codes: readonly Mark[];
}

/** The paper copy of one document, read on line or printed; `id` is the document. */
export interface PaperCopy {
  readonly id: string;
  readonly producer: string;
  /** `<producer>|YYYY-MM` of its publication. */
  readonly month: string;
  readonly type: string;
  readonly identifier: { readonly system: string; readonly value: string };
  readonly publishedAt: number;
  readonly consultedAt?: number;
  readonly printedAt?: number;
  readonly printReason?: 'not-consulted' | 'on-request';
}

/** What a patient is still to be told of new documents; `id` is the key of the person's log. */
export interface PendingNotice {
  readonly id: string;
  readonly fiscalCode: string;
  /** When it is to be sent, epoch ms; absent while there is nothing to tell. */
  readonly dueAt?: number;
  /** When the first document was stored that it tells of. */
  readonly since: number;
  /** The provider sends a key once. */
  readonly key: string;
  readonly sentAt?: number;
}
