/** What a service answered to a change, in the portal's words. Pure. @source resource-servers 1.10 */
import { z } from 'zod';

/** It is done. */
export interface Done {
  readonly kind: 'ok';
  readonly status: number;
  /** Undefined when the answer has no body. */
  readonly json: unknown;
  readonly etag: string | undefined;
}

/** It is not done, and the page that asked says why. */
export interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  /** The service's code: `slot-taken`, `one-change-a-day`, `VALIDATION_ERROR` ... */
  readonly code: string;
  /** The service's own sentence for the person, in the language asked for. */
  readonly sentence: string;
  /** The field that is wrong, as the service names it. */
  readonly field: string | undefined;
}

/** The PIN is asked for first: `stepUp` (`step-up.ts`). */
export interface PinNeeded {
  readonly kind: 'step-up';
}

export type ServiceAnswer = Done | Refusal | PinNeeded;

/** Refusals that a page explains; others stop. */
const EXPLAINED: readonly number[] = [400, 404, 409, 412, 422];

const outcome = z.object({
  issue: z.tuple(
    [
      z.object({
        details: z.object({
          coding: z.tuple([z.object({ code: z.string() })], z.unknown()),
          text: z.string().default(''),
        }),
        expression: z.array(z.string()).optional(),
      }),
    ],
    z.unknown(),
  ),
});
const problem = z.object({
  code: z.string(),
  detail: z.string().default(''),
  field: z.string().optional(),
});

/** Whether a page explains a refusal of this status. */
export function isExplained(status: number): boolean {
  return EXPLAINED.includes(status);
}

/** Reads an OperationOutcome or problem details; anything else is a refusal without code. */
export function readRefusal(status: number, json: unknown): Refusal {
  const asOutcome = outcome.safeParse(json);
  if (asOutcome.success) {
    const [{ details, expression }] = asOutcome.data.issue;
    const [{ code }] = details.coding;
    return { kind: 'refused', status, code, sentence: details.text, field: expression?.[0] };
  }
  const asProblem = problem.safeParse(json);
  if (!asProblem.success)
    return { kind: 'refused', status, code: '', sentence: '', field: undefined };
  const { code, detail, field } = asProblem.data;
  return { kind: 'refused', status, code, sentence: detail, field };
}

/** Whether the header of a 401 asks for a higher level (RFC 9470 3). */
export function asksForPin(challenge: string | null): boolean {
  return challenge?.includes('error="insufficient_user_authentication"') === true;
}

/** Whether the header of a 403 misses this scope (RFC 6750 3.1): the last PIN was given for another. */
export function missesScope(challenge: string | null, scope: string | undefined): boolean {
  return scope !== undefined && challenge?.includes(`scope="${scope}"`) === true;
}

/** Whether the same request, by its `Idempotency-Key`, has no answer yet. @source resource-servers 1.9 */
export function isUnderWay(answer: ServiceAnswer): boolean {
  return answer.kind === 'refused' && answer.code === 'still-running';
}
