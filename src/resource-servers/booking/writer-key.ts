/**
 * How a writer names an appointment: an identifier of the client's own system, in the body or in
 * `If-None-Exist`. The same name from the same writer is the same appointment, whatever happens.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PersonCaller } from '../kit/caller.ts';
import { ApiError } from '../kit/errors.ts';
import type { Admitted } from '../kit/require.ts';
import type { Call } from '../kit/route.ts';
import { CLIENT_SYSTEM } from './vocabulary.ts';

/** The name of one appointment. */
export interface WriterName {
  readonly client: string;
  readonly value: string;
  /** Unique among all writers, and tells nothing of who it is. */
  readonly key: string;
  /** Asked by `If-None-Exist`: an appointment of the name is the answer, whatever else was sent. */
  readonly isConditional: boolean;
}

const VALUE = z.string().regex(/^[^\s|,]{1,100}$/);

/** The name a request gives, if any. @throws ApiError VALIDATION_ERROR */
export function writerNameOf(
  call: Pick<Call, 'header'>,
  caller: Admitted & PersonCaller,
  identifier: { readonly system: string; readonly value: string } | undefined,
): WriterName | undefined {
  const system = `${CLIENT_SYSTEM}${caller.clientId}`;
  if (identifier && (identifier.system !== system || !VALUE.safeParse(identifier.value).success))
    throw new ApiError('VALIDATION_ERROR', { field: 'Appointment.identifier' });
  const asked = askedBefore(call, system);
  if (asked !== undefined && identifier && identifier.value !== asked)
    throw new ApiError('VALIDATION_ERROR', { field: 'http.If-None-Exist' });
  const value = asked ?? identifier?.value;
  if (value === undefined) return undefined;
  const parts = [caller.clientId, caller.fiscalCode, caller.delegation?.actor.sub ?? '', value];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  return { client: caller.clientId, value, key, isConditional: asked !== undefined };
}

/**
 * Id of the appointment of a name, a UUID v4 in form: two requests of one name at the same time
 * work on one appointment.
 */
export function idOfName({ key }: WriterName): string {
  const hex = createHash('sha256').update(`appointment ${key}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4] ?? '8';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `If-None-Exist: identifier=system|value`, in the client's own system alone. */
function askedBefore(call: Pick<Call, 'header'>, system: string): string | undefined {
  const header = call.header('If-None-Exist');
  if (header === undefined) return undefined;
  const query = new URLSearchParams(header.replace(/^\?/, ''));
  const [entry, ...others] = [...query];
  const [name, token] = entry ?? [];
  const value = token?.startsWith(`${system}|`) ? token.slice(system.length + 1) : undefined;
  if (others.length > 0 || name !== 'identifier' || !VALUE.safeParse(value).success)
    throw new ApiError('VALIDATION_ERROR', { field: 'http.If-None-Exist' });
  return value;
}
