/** The two cookies that the pages of a login set themselves. */
import type { Context } from 'koa';
import { NOTE_COOKIE_S } from '../config/limits.ts';
import type { DeviceCookie } from '../src/commands/remember-device.ts';

/** Sentences for the page that follows a 303. @source ux 1.0.3, 1.0.4 */
export type Note = 'elsewhere' | 'already_sent';

const NOTE = 'gass_provider_note';

/** The known-device cookie as it came back. */
export function deviceCookieOf(ctx: Context, isHttps: boolean): string | undefined {
  return ctx.cookies.get(deviceName(isHttps), { signed: false });
}

/** Set after a full login only, so that strangers' failures do not lock its owner out. */
export function setDeviceCookie(ctx: Context, cookie: DeviceCookie, isHttps: boolean): void {
  ctx.cookies.set(deviceName(isHttps), cookie.value, {
    signed: false,
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    expires: new Date(cookie.expiresAt),
  });
}

/** Leaves a sentence for the next page of this interaction: its address stays the same. */
export function leaveNote(ctx: Context, uid: string, note: Note): void {
  ctx.cookies.set(NOTE, note, { ...noteOptions(uid), maxAge: NOTE_COOKIE_S * 1000 });
}

/** Reads the sentence and forgets it. */
export function takeNote(ctx: Context, uid: string): Note | undefined {
  const note = ctx.cookies.get(NOTE, { signed: false });
  if (note !== 'elsewhere' && note !== 'already_sent') return undefined;
  ctx.cookies.set(NOTE, null, noteOptions(uid));
  return note;
}

function noteOptions(uid: string): {
  signed: false;
  httpOnly: true;
  sameSite: 'lax';
  path: string;
} {
  return { signed: false, httpOnly: true, sameSite: 'lax', path: `/interaction/${uid}` };
}

/** `__Host-` ties it to this very host; browsers take it over https only. */
function deviceName(isHttps: boolean): string {
  return `${isHttps ? '__Host-' : ''}gass_provider_device`;
}
