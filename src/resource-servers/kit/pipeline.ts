/**
 * One route as koa runs it: the nine steps in their order. @source resource-servers 1.4
 *
 * token -> scope -> act -> level -> form -> (handler: patient, lookup, rules) -> record -> answer
 */
import type { Context, Middleware } from 'koa';
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import { factsOf } from '../../web/facts.ts';
import type { AccessLog, RequestOrigin } from './access-log.ts';
import type { Authenticator } from './authenticate.ts';
import { readForm, readJson } from './body.ts';
import type { Caller } from './caller.ts';
import { ApiError } from './errors.ts';
import { isStrict, languageOf, negotiate } from './negotiate.ts';
import type { RateLimit } from './rate-limit.ts';
import { type Admitted, admit } from './require.ts';
import type { Call, Reply, Route } from './route.ts';

export interface PipelineDeps {
  readonly audience: string;
  readonly authenticator: Authenticator;
  readonly rateLimit: RateLimit;
  readonly accessLog: AccessLog;
}

/** Failures of an admitted request that the log keeps; a 403 or a bad form never reached the data. */
const LOGGED_FAILURES = new Set([404, 409, 412, 422]);

/** The middleware of one route; `params` are those of the path. */
export function runRoute(route: Route, deps: PipelineDeps): Middleware {
  return async (ctx) => {
    const caller = await deps.authenticator.authenticate(ctx.req, ctx.path);
    noteCaller(ctx, caller);
    deps.rateLimit.count(
      caller.tokenId,
      route.access.some((way) => way.isWrite === true),
    );
    const admitted = admit(caller, route.access, deps.audience);
    const call = await readCall(ctx, route, admitted);
    const origin: RequestOrigin = { requestId: factsOf(ctx).requestId ?? '', address: ctx.ip };
    const reply = await handle(route, call, deps.accessLog, origin);
    await deps.accessLog.record(admitted, reply.facts, 'success', origin);
    await reply.settle?.();
    answer(ctx, route, reply);
  };
}

async function handle(
  route: Route,
  call: Call,
  log: AccessLog,
  origin: RequestOrigin,
): Promise<Reply> {
  try {
    return await route.handle(call);
  } catch (error) {
    if (error instanceof ApiError && LOGGED_FAILURES.has(error.row.status))
      await log.record(call.caller, route.failure(call), 'failure', origin);
    throw error;
  }
}

function noteCaller(ctx: Context, caller: Caller): void {
  factsOf(ctx).accountId = caller.kind === 'person' ? caller.patientId : caller.clientId;
}

async function readCall(ctx: Context, route: Route, caller: Admitted): Promise<Call> {
  const format = negotiate(ctx, route.answers);
  const query = new URLSearchParams(ctx.querystring);
  const isForm = route.body?.kind === 'form';
  if (route.body && !isForm && query.size > 0)
    throw new ApiError('VALIDATION_ERROR', { field: 'http.query' }); // fhirpy's get_or_create would write twice
  if (isForm)
    for (const [name, value] of await readForm(ctx.req, JSON_BODY_BYTES)) query.append(name, value);
  const params: Record<string, string> = ctx['params'] as Record<string, string>; // set by @koa/router
  return {
    caller,
    params,
    query,
    body: route.body?.kind === 'json' ? await readJson(ctx.req, route.body.limit) : undefined,
    header: (name) => ctx.get(name) || undefined,
    format,
    isStrict: isStrict(ctx),
    language: languageOf(ctx),
    now: Date.now(),
  };
}

function answer(ctx: Context, route: Route, reply: Reply): void {
  ctx.status = reply.status;
  ctx.set({ ...reply.headers });
  if (reply.body === undefined) {
    ctx.body = null;
    ctx.status = reply.status;
    return;
  }
  ctx.type = reply.type ?? JSON_TYPE[route.form];
  ctx.body = Buffer.isBuffer(reply.body) ? reply.body : JSON.stringify(reply.body);
}

/** Media type of JSON answers by form. */
const JSON_TYPE = {
  fhir: 'application/fhir+json; charset=utf-8',
  json: 'application/json; charset=utf-8',
} as const;
