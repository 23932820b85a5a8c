/**
 * The cursor of a next page: the last key shown, signed, for one reader and one search.
 *
 * It holds nothing the reader has not seen, so it is signed and not encrypted; a signature is the
 * same for the same page, which lets a test compare whole answers.
 */
import { createHash } from 'node:crypto';
import { CompactSign, compactVerify } from 'jose';
import { z } from 'zod';
import { CURSOR_S } from '../../../config/limits.ts';
import type { Admitted } from './require.ts';
import { ApiError } from './errors.ts';

const TYPE = 'gass-cursor+jwt';

const payloadSchema = z.object({
  key: z.number(),
  id: z.string(),
  search: z.string(),
  reader: z.string(),
  exp: z.number(),
});

/** Where a page ended. */
export interface PageEnd {
  readonly key: number;
  readonly id: string;
}

/** To whom and to which search a cursor belongs. */
export interface CursorOwner {
  readonly caller: Admitted;
  readonly search: string;
  readonly now: number;
}

export interface Cursors {
  write(end: PageEnd, owner: CursorOwner): Promise<string>;
  /** @throws ApiError cursor-invalid: broken, expired, of another reader or another search */
  read(cursor: string, owner: CursorOwner): Promise<PageEnd>;
}

/** Cursors signed with one key: 32 bytes, base64url. */
export function createCursors(key: string): Cursors {
  const secret = createHash('sha256').update(`cursor ${key}`).digest();
  return {
    write({ key: last, id }, owner) {
      const exp = owner.now + CURSOR_S * 1000;
      const payload = {
        key: last,
        id,
        search: digest(owner.search),
        reader: readerOf(owner.caller),
        exp,
      };
      return new CompactSign(Buffer.from(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'HS256', typ: TYPE })
        .sign(secret);
    },
    async read(cursor, owner) {
      try {
        const opened = await compactVerify(cursor, secret, { algorithms: ['HS256'] });
        const payload = payloadSchema.parse(
          JSON.parse(Buffer.from(opened.payload).toString('utf8')),
        );
        const isOwn =
          opened.protectedHeader.typ === TYPE &&
          payload.search === digest(owner.search) &&
          payload.reader === readerOf(owner.caller) &&
          payload.exp > owner.now;
        if (isOwn) return { key: payload.key, id: payload.id };
      } catch (cause) {
        throw new ApiError('cursor-invalid', { cause, field: 'http._cursor' });
      }
      throw new ApiError('cursor-invalid', { field: 'http._cursor' });
    },
  };
}

function readerOf(caller: Admitted): string {
  const parts =
    caller.kind === 'service'
      ? [caller.clientId]
      : [caller.patientId, caller.delegation?.actor.sub ?? '', caller.detail?.delegation_id ?? ''];
  return digest(JSON.stringify(parts));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
