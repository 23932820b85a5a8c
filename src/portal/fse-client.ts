/** The health record as the portal reads it (resource-servers.md 2): list, one document, its PDF. */
import { PAGE_DEFAULT } from '../../config/limits.ts';
import { KINDS, type Kind, LOINC, type Report, type ReportPage } from './report.ts';
import { readReport, readReportPage } from './report.ts';
import type { ServiceClient } from './service-client.ts';
import type { LiveSession } from './sessions.ts';

/** What the list shows. */
export interface ReportQuery {
  readonly kind?: Kind | undefined;
  readonly year?: number | undefined;
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
  };
}

function searchOf({ kind, year, cursor }: ReportQuery): string {
  const search = new URLSearchParams({ _sort: '-date', _count: String(PAGE_DEFAULT) });
  if (kind) search.set('type', KINDS[kind].map((code) => `${LOINC}|${code}`).join(','));
  if (year !== undefined) {
    search.append('date', `ge${year}-01-01`);
    search.append('date', `le${year}-12-31`);
  }
  if (cursor !== undefined) search.set('_cursor', cursor);
  return search.toString();
}

function fileNameOf(disposition: string): string {
  return /filename="([A-Za-z0-9._-]{1,80}\.pdf)"/.exec(disposition)?.[1] ?? 'documento.pdf';
}
