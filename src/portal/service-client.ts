/**
 * Calls to the resource servers: a token for the audience, one more try when it is refused. What no
 * page can explain becomes a stop.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { PORTAL_RUNNING_WAITS_MS } from '../../config/limits.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Service } from './sections.ts';
import {
  type ServiceAnswer,
  asksForPin,
  isExplained,
  isUnderWay,
  missesScope,
  readRefusal,
} from './service-answer.ts';
import { type ServiceRequest, bodyOf, down, jsonOf, send, stopOf } from './service-call.ts';
import type { LiveSession } from './sessions.ts';
import { StopError, type StopPage } from './stops.ts';

/**
 * Every method throws GrantLostError (the token is refused, and no other is to be had) and StopError
 * `service_down`, `not_covered` (the delegation does not reach so far), `ended` (not for this
 * person any more).
 */
export interface ServiceClient {
  /**
   * Asks for a change, or for anything whose refusal the page explains: 400, 404, 409, 412, 422 and
   * the PIN come back as values. The same request under way, as after a double press, is waited for:
   * the browser shows only this answer.
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

  async function askOnce(
    session: LiveSession,
    service: Service,
    request: ServiceRequest,
  ): Promise<ServiceAnswer> {
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
  }

  return {
    async ask(session, service, request) {
      let answer = await askOnce(session, service, request);
      for (const pause of PORTAL_RUNNING_WAITS_MS) {
        if (!isUnderWay(answer)) break;
        await wait(pause);
        answer = await askOnce(session, service, request);
      }
      return answer;
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
