/**
 * PATCH bodies: a JSON Patch array (RFC 6902), or a JSON Merge Patch object (RFC 7396), which
 * fhirpy sends. Pure: the result is judged like the body of a PUT.
 */
import { applyPatch, type Operation } from 'rfc6902';
import { z } from 'zod';
import { PATCH_OPERATIONS } from '../../../config/limits.ts';
import { ApiError } from '../kit/errors.ts';

/** `copy` and `move` are left out: no change here needs them, and repeated copies grow without bound. */
const operationsSchema = z
  .array(
    z.strictObject({
      op: z.enum(['add', 'replace', 'remove', 'test']),
      path: z.string().max(200),
      value: z.unknown().optional(),
    }),
  )
  .min(1)
  .max(PATCH_OPERATIONS);

/**
 * Names a path may be made of. The library goes along inherited properties, too: a path through
 * `toString` would write into the function that everybody uses.
 */
const PATH =
  /^(?:\/(?:id|meta|versionId|status|comment|start|end|slot|reference|cancelationReason|coding|system|code|display|text|\d{1,2}))+$/;

/**
 * The resource as the patch wants it.
 * @throws ApiError VALIDATION_ERROR · not-changeable what the path names · NOT_PROCESSABLE a test that fails
 */
export function patched(current: object, patch: unknown): unknown {
  if (Array.isArray(patch)) return withOperations(current, patch);
  if (typeof patch !== 'object' || patch === null) throw invalid('body');
  return merged(current, patch);
}

function withOperations(current: object, patch: unknown): unknown {
  const parsed = operationsSchema.safeParse(patch);
  if (!parsed.success) {
    const [index, name] = parsed.error.issues[0]?.path ?? [];
    throw invalid(index === undefined ? 'body' : `[${String(index)}].${String(name ?? 'op')}`);
  }
  const without = parsed.data.findIndex((one) => one.op !== 'remove' && !('value' in one));
  if (without >= 0) throw invalid(`[${without}].value`);
  const outside = parsed.data.findIndex(({ path }) => !PATH.test(path));
  if (outside >= 0) throw new ApiError('not-changeable', { field: `[${outside}].path` });
  const target = structuredClone(current);
  // The schema allows only operations of these shapes, each with its value.
  const results = resultsOf(target, parsed.data as Operation[]);
  const failed = results.findIndex((result) => result !== null);
  if (failed < 0) return target;
  const field = `[${failed}].path`;
  if (results[failed]?.name === 'TestError') throw new ApiError('NOT_PROCESSABLE', { field });
  throw invalid(field);
}

/** What became of each operation; the library throws where one goes on into a text. */
function resultsOf(target: object, operations: Operation[]): ReturnType<typeof applyPatch> {
  try {
    return applyPatch(target, operations);
  } catch (cause) {
    throw new ApiError('VALIDATION_ERROR', { cause, field: 'body' });
  }
}

/** By hand: ten lines, and the package for it writes into `__proto__`. @source RFC 7396 section 2 */
function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch))
    if (value === null) result.delete(name);
    else result.set(name, merged(result.get(name), value));
  return Object.fromEntries(result);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(field: string): ApiError {
  return new ApiError('VALIDATION_ERROR', { field });
}
