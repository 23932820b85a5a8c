/** A refusal on the wire: OperationOutcome or problem details, and the header of RFC 6750 and 9470. */
import type { OperationOutcome } from 'fhir/r4.js';
import type { ApiError } from './errors.ts';
import { type Language, textOf } from './error-texts.ts';

/** System of Lombardy's own error codes, those in capitals. */
export const LOMBARDY_ERRORS =
  'https://fhir.siss.regione.lombardia.it/CodeSystem/OperationOutcome-CodiciErrore';
/** System of ours. */
export const GASS_ERRORS = 'urn:gass:error';

/** The body on FHIR paths. `expression` names the field, `diagnostics` the scope or level that is missing. */
export function operationOutcome(error: ApiError, language: Language): OperationOutcome {
  const { field, scope, acr } = error.options;
  const diagnostics = acr ?? scope;
  const isLombardys = error.code === error.code.toUpperCase();
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: error.row.issue,
        details: {
          coding: [{ system: isLombardys ? LOMBARDY_ERRORS : GASS_ERRORS, code: error.code }],
          text: text(error, language),
        },
        ...(diagnostics === undefined ? {} : { diagnostics }),
        ...(field === undefined ? {} : { expression: [field] }),
      },
    ],
  };
}

/** The body on JSON paths (RFC 9457). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly instance: string;
  readonly field?: string;
}

/** The body on JSON paths; `requestId` lets support find the log line. */
export function problemDetails(
  error: ApiError,
  language: Language,
  requestId: string,
): ProblemDetails {
  const { field, scope, acr } = error.options;
  const words = text(error, language);
  const needed = acr ?? scope;
  return {
    type: `${GASS_ERRORS}:${error.code}`,
    title: words,
    status: error.row.status,
    detail: needed === undefined ? words : `${words} (${needed})`,
    code: error.code,
    instance: requestId,
    ...(field === undefined ? {} : { field }),
  };
}

/**
 * The `WWW-Authenticate` header of a refusal, or undefined when it has none.
 * @source RFC 6750 3, RFC 9449 7.1, RFC 9470 3, RFC 9728 5.1
 */
export function challengeOf(
  error: ApiError,
  place: {
    readonly realm: string;
    readonly resourceMetadata: string;
    readonly scheme: 'Bearer' | 'DPoP';
  },
): string | undefined {
  const word = error.row.challenge;
  if (word === undefined) return undefined;
  const { scope, acr } = error.options;
  const parts = [
    `realm="${place.realm}"`,
    ...(word === null ? [] : [`error="${word}"`]),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
    ...(acr === undefined ? [] : [`acr_values="${acr}"`]),
    ...(place.scheme === 'DPoP' ? ['algs="ES256"'] : []),
    `resource_metadata="${place.resourceMetadata}"`,
  ];
  return `${place.scheme} ${parts.join(', ')}`;
}

function text(error: ApiError, language: Language): string {
  const { field, scope } = error.options;
  return textOf(error.code, language, { scope, field: field?.replace(/^http\./, '') });
}
