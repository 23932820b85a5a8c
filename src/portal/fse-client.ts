/** The health record as the portal uses it (resource-servers.md 2): lists, one document, its PDF, hiding. */
import { z } from 'zod';
import { PAGE_DEFAULT, PAGE_MAX } from '../../config/limits.ts';
import {
  DOCUMENT_CLASS,
  DOCUMENT_LISTS,
  type DocumentList,
  KINDS,
  type Kind,
  LOINC,
  type Mark,
  type Report,
  type ReportPage,
  readReport,
  readReportPage,
} from './report.ts';
import type { Refusal } from './service-answer.ts';
import type { ServiceClient } from './service-client.ts';
import type { LiveSession } from './sessions.ts';
import { StopError } from './stops.ts';

/** What the list shows. */
export interface ReportQuery {
  readonly list: DocumentList;
  readonly kind?: Kind | undefined;
  readonly year?: number | undefined;
  /** Civil dates, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface Pdf {
  readonly bytes: Buffer;
  /** As the FSE names the file: without the person's name. */
  readonly fileName: string;
}

/** Every method throws as the service client does; unknown and hidden documents are `document_gone` alike. */
export interface FseClient {
  list(session: LiveSession, query: ReportQuery): Promise<ReportPage>;
  read(session: LiveSession, id: string): Promise<Report>;
  /** Marks the document as consulted. */
  pdf(session: LiveSession, id: string): Promise<Pdf>;
  /** Documents of these ids that the reader may see, newer versions or older; at most 100 ids. */
  named(session: LiveSession, ids: readonly string[]): Promise<readonly Report[]>;
  /** Hides a document, or shows it again, at once: how many documents it covered, or why not. */
  changeMark(
    session: LiveSession,
    change: {
      readonly id: string;
      readonly mark: Mark;
      readonly hides: boolean;
      readonly language: 'it' | 'en';
    },
  ): Promise<number | Refusal>;
}

/** A client of the FSE. */
export function createFseClient(services: ServiceClient): FseClient {
  const gone = 'document_gone';
  return {
    list: (session, query) =>
      services.read(
        session,
        'fse',
        { path: `/DocumentReference?${searchOf(query)}`, gone },
        readReportPage,
      ),
    read: (session, id) =>
      services.read(session, 'fse', { path: `/DocumentReference/${id}`, gone }, readReport),
    async pdf(session, id) {
      const request = { path: `/Binary/${id}`, type: 'application/pdf', gone } as const;
      const { bytes, headers } = await services.bytes(session, 'fse', request);
      return { bytes, fileName: fileNameOf(headers.get('Content-Disposition') ?? '') };
    },
    async named(session, ids) {
      if (ids.length === 0) return [];
      const search = new URLSearchParams({
        _id: ids.join(','),
        status: 'current,superseded',
        _count: String(PAGE_MAX),
      });
      const path = `/DocumentReference?${search.toString()}`;
      return (await services.read(session, 'fse', { path }, readReportPage)).reports;
    },
    async changeMark(session, { id, mark, hides, language }) {
      const answer = await services.ask(session, 'fse', {
        method: 'POST',
        path: `/DocumentReference/${id}/${hides ? '$hide' : '$unhide'}`,
        json: {
          resourceType: 'Parameters',
          parameter: [{ name: 'code', valueCode: mark }],
        },
        language,
      });
      if (answer.kind === 'ok') return affected.parse(answer.json).parameter.length;
      if (answer.kind === 'refused' && answer.status !== 404) return answer;
      if (answer.kind === 'refused') throw new StopError(gone);
      throw new StopError('service_down', { service: 'fse', detail: 'the FSE asks for a PIN' });
    },
  };
}

const affected = z.object({ parameter: z.array(z.unknown()).default([]) });

function searchOf({ list, kind, year, from, to, cursor }: ReportQuery): string {
  const search = new URLSearchParams({ _sort: '-date', _count: String(PAGE_DEFAULT) });
  const { category } = DOCUMENT_LISTS[list];
  if (category !== undefined) search.set('category', `${DOCUMENT_CLASS}|${category}`);
  if (kind) search.set('type', KINDS[kind].map((code) => `${LOINC}|${code}`).join(','));
  if (year !== undefined) {
    search.append('date', `ge${year}-01-01`);
    search.append('date', `le${year}-12-31`);
  }
  if (from !== undefined) search.append('date', `ge${from}`);
  if (to !== undefined) search.append('date', `le${to}`);
  if (cursor !== undefined) search.set('_cursor', cursor);
  return search.toString();
}

function fileNameOf(disposition: string): string {
  return /filename="([A-Za-z0-9._-]{1,80}\.pdf)"/.exec(disposition)?.[1] ?? 'documento.pdf';
}
