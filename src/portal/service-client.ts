/**
 * Calls to the resource servers: a token for the audience, one more try when it is refused, limits
 * of time and size, never a redirect followed. What no page can explain becomes a stop.
 */
import { PDF_BYTES, PORTAL_CALL_TIMEOUT_MS } from '../../config/limits.ts';
import type { AccessTokens } from './access-tokens.ts';
import { readBounded } from './bounded-body.ts';
import type { PinScope } from './asked-scopes.ts';
import type { Service } from './sections.ts';
import { type ServiceAnswer, asksForPin, isExplained } from './service-answer.ts';
import { missesScope, readRefusal } from './service-answer.ts';
import type { LiveSession } from './sessions.ts';
import { GrantLostError, StopError, type StopPage } from './stops.ts';

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

/**
 * Every method throws GrantLostError (the token is refused, and no other is to be had) and StopError
 * `service_down`, `not_covered` (the delegation does not reach so far), `ended` (not for this
 * person any more).
 */
export interface ServiceClient {
  /**
   * Asks for a change, or for anything whose refusal the page explains: 400, 404, 409, 412, 422 and
   * the PIN come back as values.
   */
  ask(session: LiveSession, service: Service, request: ServiceRequest): Promise<ServiceAnswer>;
  /**
   * Reads JSON and hands it to `read`, which throws when it is something else. @throws StopError
   * `gone` (404; default `not_found`) · `expired` (400: a cursor that is no longer good)
   */
  read<T>(
    session: LiveSession,
    service: Service,
    request: ServiceRequest & { readonly gone?: StopPage },
    read: (json: unknown) => T,
  ): Promise<T>;
  /** Reads bytes of one type. @throws StopError as `read` */
  bytes(
    session: LiveSession,
    service: Service,
    request: { readonly path: string; readonly type: string; readonly gone?: StopPage },
  ): Promise<{ readonly bytes: Buffer; readonly headers: Headers }>;
}

/** A client of the services at these addresses, which are also their audiences. */
export function createServiceClient(
  addresses: Readonly<Record<Service, string>>,
  tokens: AccessTokens,
): ServiceClient {
  /** Tries once more with another token when the first is refused: it may have been revoked early. */
  async function call(
    session: LiveSession,
    service: Service,
    request: ServiceRequest & { readonly accept?: string },
  ): Promise<Response> {
    const audience = addresses[service];
    const token = await tokens.tokenFor(session, audience);
    const response = await send(service, audience, token, request);
    if (response.status !== 401 || asksForPin(response.headers.get('WWW-Authenticate')))
      return response;
    await response.body?.cancel();
    const other = await tokens.tokenFor(session, audience, token);
    return send(service, audience, other, request);
  }

  async function good(
    session: LiveSession,
    service: Service,
    request: ServiceRequest & { readonly accept?: string; readonly gone?: StopPage },
  ): Promise<Response> {
    const response = await call(session, service, request);
    if (response.ok) return response;
    await response.body?.cancel();
    if (response.status === 404)
      throw new StopError(request.gone ?? 'not_found', { detail: `${service} answered 404` });
    if (response.status === 400)
      throw new StopError('expired', { detail: `${service} answered 400` });
    throw stopOf(response, service, session);
  }

  return {
    async ask(session, service, request) {
      const response = await call(session, service, request);
      const { status, headers } = response;
      const challenge = headers.get('WWW-Authenticate');
      if (response.ok) {
        const json = await jsonOf(response, service);
        return { kind: 'ok', status, json, etag: headers.get('ETag') ?? undefined };
      }
      if (isExplained(status)) return readRefusal(status, await jsonOf(response, service));
      await response.body?.cancel();
      if (status === 401 && asksForPin(challenge)) return { kind: 'step-up' };
      if (status === 403 && missesScope(challenge, request.pinScope)) return { kind: 'step-up' };
      throw stopOf(response, service, session);
    },
    async read(session, service, request, read) {
      const json = await jsonOf(await good(session, service, request), service);
      try {
        return read(json);
      } catch (cause) {
        throw down(service, 'sent something else', cause);
      }
    },
    async bytes(session, service, { path, type, ...rest }) {
      const response = await good(session, service, { path, accept: type, ...rest });
      if (!response.headers.get('Content-Type')?.startsWith(type))
        throw down(service, `sent no ${type}`);
      return { bytes: await bodyOf(response, service), headers: response.headers };
    },
  };
}

async function send(
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

function stopOf({ status }: Response, service: Service, session: LiveSession): Error {
  if (status === 401) return new GrantLostError(`${service} refuses a fresh token`);
  const detail = `${service} answered ${status}`;
  if (status === 403 && session.acting.basis !== 'self') return new StopError('ended', { detail });
  return down(service, `answered ${status}`);
}

function down(service: Service, what: string, cause?: unknown): StopError {
  return new StopError('service_down', { service, detail: `${service} ${what}` }, { cause });
}

async function bodyOf(response: Response, service: Service): Promise<Buffer> {
  try {
    return await readBounded(response, PDF_BYTES);
  } catch (cause) {
    throw down(service, 'broke its answer off', cause);
  }
}

async function jsonOf(response: Response, service: Service): Promise<unknown> {
  const text = (await bodyOf(response, service)).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (!response.ok) return undefined; // a refusal without words is one all the same
    throw down(service, 'sent no JSON', cause);
  }
}
