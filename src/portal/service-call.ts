/** One call over HTTP: limits of time and size, never a redirect followed. */
import { PDF_BYTES, PORTAL_CALL_TIMEOUT_MS } from '../../config/limits.ts';
import type { PinScope } from './asked-scopes.ts';
import { readBounded } from './bounded-body.ts';
import type { Service } from './sections.ts';
import type { LiveSession } from './sessions.ts';
import { GrantLostError, StopError } from './stops.ts';

/** What is asked of a service. */
export interface ServiceRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From `/` on, query included. */
  readonly path: string;
  readonly json?: unknown;
  /** `Idempotency-Key`, `If-Match`, `Content-Type` of a patch ... */
  readonly headers?: Readonly<Record<string, string>>;
  /** In which language the service speaks to the person; Italian otherwise. */
  readonly language?: 'it' | 'en';
  /** The scope with PIN that the call needs. */
  readonly pinScope?: PinScope;
}

/** Sends it with a token. @throws StopError `service_down` no answer in time */
export async function send(
  service: Service,
  base: string,
  token: string,
  request: ServiceRequest & { readonly accept?: string },
): Promise<Response> {
  const body = request.json === undefined ? {} : { body: JSON.stringify(request.json) };
  try {
    return await fetch(`${base}${request.path}`, {
      method: request.method ?? 'GET',
      headers: {
        Accept: request.accept ?? 'application/fhir+json, application/json',
        'Accept-Language': request.language ?? 'it',
        ...(request.json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...request.headers,
        Authorization: `Bearer ${token}`,
      },
      ...body,
      redirect: 'error', // a token never follows an address that somebody else chose
      signal: AbortSignal.timeout(PORTAL_CALL_TIMEOUT_MS),
    });
  } catch (cause) {
    throw down(service, 'does not answer', cause);
  }
}

/** What an answer that no page explains becomes. */
export function stopOf({ status }: Response, service: Service, session: LiveSession): Error {
  if (status === 401) return new GrantLostError(`${service} refuses a fresh token`);
  const detail = `${service} answered ${status}`;
  if (status === 403 && session.acting.basis !== 'self') return new StopError('ended', { detail });
  return down(service, `answered ${status}`);
}

/** The service does not do its work; `what` is for the log. */
export function down(service: Service, what: string, cause?: unknown): StopError {
  return new StopError('service_down', { service, detail: `${service} ${what}` }, { cause });
}

/** The bytes of an answer. @throws StopError `service_down` */
export async function bodyOf(response: Response, service: Service): Promise<Buffer> {
  try {
    return await readBounded(response, PDF_BYTES);
  } catch (cause) {
    throw down(service, 'broke its answer off', cause);
  }
}

/** The JSON of an answer; undefined when it has no body. @throws StopError `service_down` */
export async function jsonOf(response: Response, service: Service): Promise<unknown> {
  const text = (await bodyOf(response, service)).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (!response.ok) return undefined; // a refusal without words is one all the same
    throw down(service, 'sent no JSON', cause);
  }
}
