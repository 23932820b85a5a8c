/** The health record as the portal reads it (resource-servers.md 2): list, one document, its PDF. */
import { PAGE_DEFAULT, PDF_BYTES, PORTAL_CALL_TIMEOUT_MS } from '../../config/limits.ts';
import type { AccessTokens } from './access-tokens.ts';
import { KINDS, type Kind, LOINC, type Report, type ReportPage } from './report.ts';
import { readReport, readReportPage } from './report.ts';
import type { LiveSession } from './sessions.ts';
import { GrantLostError, StopError } from './stops.ts';

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

/**
 * Every method throws GrantLostError (the token is refused, and no other is to be had) and StopError
 * `reports_down`, `ended` (not for this person any more), `document_gone` (unknown or hidden: alike),
 * `expired` (a cursor that is no longer good).
 */
export interface FseClient {
  list(session: LiveSession, query: ReportQuery): Promise<ReportPage>;
  read(session: LiveSession, id: string): Promise<Report>;
  /** Marks the document as consulted. */
  pdf(session: LiveSession, id: string): Promise<Pdf>;
}

/** A client of the FSE at this origin, which is also its audience. */
export function createFseClient(fseUrl: string, tokens: AccessTokens): FseClient {
  /** Tries once more with another token when the first is refused: it may have been revoked early. */
  async function ask(session: LiveSession, path: string, accept: string): Promise<Response> {
    const token = await tokens.tokenFor(session, fseUrl);
    let response = await send(`${fseUrl}${path}`, token, accept);
    if (response.status === 401) {
      await response.body?.cancel();
      const other = await tokens.tokenFor(session, fseUrl, token);
      response = await send(`${fseUrl}${path}`, other, accept);
    }
    if (response.ok) return response;
    await response.body?.cancel();
    throw refusal(response.status, session);
  }

  return {
    async list(session, query) {
      const response = await ask(session, `/DocumentReference?${searchOf(query)}`, FHIR);
      return understood(response, readReportPage);
    },
    async read(session, id) {
      return understood(await ask(session, `/DocumentReference/${id}`, FHIR), readReport);
    },
    async pdf(session, id) {
      const response = await ask(session, `/Binary/${id}`, PDF);
      if (!response.headers.get('Content-Type')?.startsWith(PDF))
        throw new StopError('reports_down', { detail: 'the FSE sent no PDF' });
      const bytes = await bodyOf(response);
      return { bytes, fileName: fileNameOf(response.headers.get('Content-Disposition') ?? '') };
    },
  };
}

const FHIR = 'application/fhir+json';
const PDF = 'application/pdf';

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

async function send(url: string, token: string, accept: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { Authorization: `Bearer ${token}`, Accept: accept },
      redirect: 'error', // a token never follows an address that somebody else chose
      signal: AbortSignal.timeout(PORTAL_CALL_TIMEOUT_MS),
    });
  } catch (cause) {
    throw new StopError('reports_down', { detail: 'the FSE does not answer' }, { cause });
  }
}

function refusal(status: number, session: LiveSession): Error {
  if (status === 401) return new GrantLostError('the FSE refuses a fresh token');
  if (status === 404) return new StopError('document_gone');
  if (status === 403 && session.acting.basis !== 'self')
    return new StopError('ended', { detail: 'the FSE answered 403' });
  if (status === 400) return new StopError('expired', { detail: 'the FSE answered 400' });
  return new StopError('reports_down', { detail: `the FSE answered ${status}` });
}

async function understood<T>(response: Response, read: (json: unknown) => T): Promise<T> {
  try {
    return read(JSON.parse((await bodyOf(response)).toString('utf8')));
  } catch (cause) {
    if (cause instanceof StopError) throw cause;
    throw new StopError('reports_down', { detail: 'the FSE sent something else' }, { cause });
  }
}

/** The whole body, within what a document may weigh: half a PDF helps nobody. */
async function bodyOf(response: Response): Promise<Buffer> {
  const body: AsyncIterable<Uint8Array> | null = response.body;
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body ?? []) {
      size += part.length;
      if (size > PDF_BYTES) throw new RangeError('too long');
      parts.push(part);
    }
  } catch (cause) {
    throw new StopError('reports_down', { detail: 'the answer of the FSE broke off' }, { cause });
  }
  return Buffer.concat(parts);
}

function fileNameOf(disposition: string): string {
  return /filename="([A-Za-z0-9._-]{1,80}\.pdf)"/.exec(disposition)?.[1] ?? 'documento.pdf';
}
