/** The edge of a resource server: every refusal in the form of its path, in the reader's language. */
import type { Context, Middleware } from 'koa';
import { noteFailure } from '../../web/errors.ts';
import { factsOf } from '../../web/facts.ts';
import type { Log } from '../../web/log.ts';
import { isTooLong } from './common-headers.ts';
import { ApiError, toApiError } from './errors.ts';
import { languageOf } from './negotiate.ts';
import { challengeOf, operationOutcome, problemDetails } from './outcome.ts';
import type { ServerProfile } from './public-documents.ts';

/** Form of errors by path. */
export type ErrorForm = 'fhir' | 'json';

export interface AnswerErrorsOptions {
  readonly log: Log;
  readonly profile: ServerProfile;
  readonly formOf: (ctx: Context) => ErrorForm;
}

/** Answers what is thrown behind it; what nobody expected is logged with a reference and told as 500. */
export function answerErrors(options: AnswerErrorsOptions): Middleware {
  return async (ctx, next) => {
    try {
      if (isTooLong(ctx.url)) throw new ApiError('address-too-long');
      await next();
    } catch (error) {
      const refusal = toApiError(error);
      note(ctx, options.log, refusal);
      answer(ctx, refusal, options);
    }
  };
}

function note(ctx: Context, log: Log, error: ApiError): void {
  const facts = factsOf(ctx);
  const { cause } = error;
  if (error.row.status === 503)
    log.warn(
      {
        requestId: facts.requestId,
        detail: error.options.detail,
        cause: cause instanceof Error ? cause.message : undefined,
      },
      'unavailable',
    );
  else if (error.row.status >= 500) noteFailure(ctx, log, cause ?? error);
  facts.errorCode = error.code;
  if (error.options.detail !== undefined) facts.errorDetail = error.options.detail;
}

function answer(ctx: Context, error: ApiError, { profile, formOf }: AnswerErrorsOptions): void {
  const language = languageOf(ctx);
  const challenge = challengeOf(error, {
    realm: profile.name,
    resourceMetadata: `${profile.base}/.well-known/oauth-protected-resource`,
    scheme: /^dpop /i.test(ctx.get('Authorization')) ? 'DPoP' : 'Bearer',
  });
  if (challenge !== undefined) ctx.set('WWW-Authenticate', challenge);
  if (error.options.retryAfter !== undefined)
    ctx.set('Retry-After', String(Math.ceil(error.options.retryAfter)));
  ctx.status = error.row.status;
  if (formOf(ctx) === 'fhir') {
    ctx.body = JSON.stringify(operationOutcome(error, language));
    ctx.type = 'application/fhir+json; charset=utf-8';
  } else {
    ctx.body = JSON.stringify(problemDetails(error, language, factsOf(ctx).requestId ?? ''));
    ctx.type = 'application/problem+json; charset=utf-8';
  }
}
