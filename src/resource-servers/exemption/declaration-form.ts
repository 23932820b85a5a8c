/** What is sent to declare and to withdraw, read by schema; every refusal names its field. */
import { z } from 'zod';
import { REASON_LENGTH } from '../../../config/limits.ts';
import { ApiError } from '../kit/errors.ts';
import type { SentDeclaration } from './rules.ts';

/** What is missing of facts and acceptance is an answer not given: the rules refuse it by name. */
const declarationSchema = z.strictObject({
  code: z.string().min(1).max(16),
  text_version: z.string().min(1).max(64),
  text_sha256: z.string().min(1).max(128),
  facts: z.record(z.string(), z.boolean()).default({}),
  accepted: z.boolean().default(false),
});

const revocationSchema = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(REASON_LENGTH)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text)),
  from: z.iso.date(),
});

/** A withdrawal as it was sent. */
export interface SentRevocation {
  readonly reason: string;
  /** YYYY-MM-DD. */
  readonly from: string;
}

/** Reads a declaration. @throws ApiError VALIDATION_ERROR */
export function readDeclaration(body: unknown): SentDeclaration {
  const sent = parsed(declarationSchema, body);
  return {
    code: sent.code,
    textVersion: sent.text_version,
    textSha256: sent.text_sha256,
    facts: sent.facts,
    accepted: sent.accepted,
  };
}

/** Reads a withdrawal. @throws ApiError VALIDATION_ERROR */
export function readRevocation(body: unknown): SentRevocation {
  return parsed(revocationSchema, body);
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = issue?.code === 'unrecognized_keys' ? undefined : issue?.path[0];
  throw new ApiError('VALIDATION_ERROR', { field: String(name ?? 'body') });
}
