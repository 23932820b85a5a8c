/**
 * One Token Status List as it travels: a signed JWT around a compressed row of bits.
 *
 * @source draft-ietf-oauth-status-list: `statuslist+jwt`, zlib, least significant bit first
 */
import { inflateSync } from 'node:zlib';
import { type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { STATUS_LIST_ENTRIES } from '../../../config/limits.ts';

const payloadSchema = z.object({
  iat: z.number(),
  status_list: z.object({ bits: z.literal(1), lst: z.string() }),
});

/** A list that was proved. */
export interface StatusList {
  readonly bits: Uint8Array;
  /** When the provider made it, epoch ms. */
  readonly madeAt: number;
}

/** Where a token's bit stands: its `status.status_list` claim. */
export interface StatusReference {
  readonly idx: number;
  readonly uri: string;
}

/** Proves a list and opens it. @throws when signature, type, issuer, subject, time or content are not what they must be */
export async function openStatusList(
  jwt: string,
  expected: { readonly uri: string; readonly issuer: string; readonly keys: JWTVerifyGetKey },
): Promise<StatusList> {
  const { payload } = await jwtVerify(jwt, expected.keys, {
    typ: 'statuslist+jwt',
    algorithms: ['ES256'],
    issuer: expected.issuer,
    subject: expected.uri,
    requiredClaims: ['exp', 'iat'],
  });
  const { iat, status_list: list } = payloadSchema.parse(payload);
  const bits = inflateSync(Buffer.from(list.lst, 'base64url'), {
    maxOutputLength: STATUS_LIST_ENTRIES / 8,
  });
  return { bits, madeAt: iat * 1000 };
}

/** Whether the bit at an index is set; an index outside the list is set, so that nothing unknown passes. */
export function isSet(list: StatusList, idx: number): boolean {
  const byte = list.bits[idx >> 3];
  return byte === undefined || ((byte >> (idx & 7)) & 1) === 1;
}
