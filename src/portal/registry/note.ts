/** Notes of the taccuino, read and written as DocumentReference of class TAC. Pure. @source resource-servers 5 */
import { z } from 'zod';
import { conceptCode, instantText, readFound } from '../fhir-answer.ts';

export interface Note {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly text: string;
  /** Epoch ms. */
  readonly date: number;
  readonly author: string | undefined;
  readonly isPrivate: boolean;
}

/** What somebody writes. */
export interface NoteWords {
  readonly title: string;
  readonly text: string;
  readonly isPrivate: boolean;
}

export interface NotePage {
  readonly total: number;
  readonly notes: readonly Note[];
  readonly next: string | undefined;
}

const LOINC = 'http://loinc.org';
const CLASS = 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.5';
const ACCESS_RULE = 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.3';
const PRIVATE = 'P99';

const note = z.object({
  id: z.string(),
  meta: z.object({ versionId: z.string() }),
  description: z.string(),
  date: instantText,
  author: z.array(z.object({ display: z.string().optional() })).default([]),
  content: z.tuple([z.object({ attachment: z.object({ data: z.string() }) })]),
  context: z.object({ event: z.array(conceptCode).default([]) }).default({ event: [] }),
});

/** Reads a page of notes. */
export function readNotes(json: unknown): NotePage {
  const { total, matches, next } = readFound(json);
  return { total, notes: matches.map(readNote), next };
}

/** Reads one. */
export function readNote(json: unknown): Note {
  const read = note.parse(json);
  const [{ attachment }] = read.content;
  return {
    id: read.id,
    version: read.meta.versionId,
    title: read.description,
    text: Buffer.from(attachment.data, 'base64').toString('utf8'),
    date: read.date,
    author: read.author[0]?.display,
    isPrivate: read.context.event.some(({ code }) => code === PRIVATE),
  };
}

/** The resource of a new note, or of one that is written anew. */
export function writeNote({ title, text, isPrivate }: NoteWords, before?: Note): object {
  return {
    resourceType: 'DocumentReference',
    ...(before ? { id: before.id, date: new Date(before.date).toISOString() } : {}),
    status: 'current',
    type: { coding: [{ system: LOINC, code: '53576-5' }] },
    category: [{ coding: [{ system: CLASS, code: 'TAC' }] }],
    description: title,
    content: [
      {
        attachment: {
          contentType: 'text/plain;charset=utf-8',
          data: Buffer.from(text, 'utf8').toString('base64'),
        },
      },
    ],
    ...(isPrivate
      ? { context: { event: [{ coding: [{ system: ACCESS_RULE, code: PRIVATE }] }] } }
      : {}),
  };
}
