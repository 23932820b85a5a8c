/**
 * Request bodies: JSON and search forms, in UTF-8, up to a limit.
 *
 * Read by hand because the usual parser takes bytes that are no UTF-8, and reads before the token
 * is judged.
 */
import type { IncomingMessage } from 'node:http';
import { JSON_DEPTH } from '../../../config/limits.ts';
import { ApiError } from './errors.ts';

const JSON_BODY = /^application\/(?:(?:fhir|json-patch|merge-patch)\+)?json$/;
const FORM_BODY = /^application\/x-www-form-urlencoded$/;

/** The JSON of a body. @throws ApiError unsupported-type, too-large, VALIDATION_ERROR */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const text = await readText(request, JSON_BODY, limit);
  const value = parse(text);
  if (isDeeperThan(value, JSON_DEPTH)) throw new ApiError('VALIDATION_ERROR', { field: 'body' });
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ApiError('VALIDATION_ERROR', { cause, field: 'body' });
  }
}

/** Level by level: whatever walks the value afterwards may call itself without running out of stack. */
function isDeeperThan(value: unknown, depth: number): boolean {
  let level: unknown[] = [value];
  for (let down = 0; down <= depth && level.length > 0; down += 1)
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : [],
    );
  return level.length > 0;
}

/** The fields of a POST `_search`. @throws ApiError unsupported-type, too-large, VALIDATION_ERROR */
export async function readForm(request: IncomingMessage, limit: number): Promise<URLSearchParams> {
  return new URLSearchParams(await readText(request, FORM_BODY, limit));
}

async function readText(request: IncomingMessage, type: RegExp, limit: number): Promise<string> {
  const [name = '', ...parameters] = (request.headers['content-type'] ?? '')
    .toLowerCase()
    .split(';');
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-8"?$/.test(charset);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (!type.test(name.trim()) || !isUtf8 || encoding !== 'identity')
    throw new ApiError('unsupported-type', { field: 'http.Content-Type' });
  const bytes = await readBytes(request, limit);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ApiError('VALIDATION_ERROR', { cause, field: 'body' });
  }
}

async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit)
    throw new ApiError('too-large', { field: 'body' });
  const chunks: Buffer[] = [];
  let size = 0;
  // Left open on a refusal: closing the stream would close the socket before the answer.
  const stream: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false }); // no encoding is set: Buffers
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw new ApiError('too-large', { field: 'body' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
