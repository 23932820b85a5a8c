/** One booking, in words. Pure. @source ux 1.13 */
import type { Translator } from '../../web/catalog.ts';
import { formatTime } from '../../web/format.ts';
import type { PortalKey } from '../portal-pages.ts';
import { type Acting, fullName } from '../session.ts';
import { type Sheet, italian, when } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import { type Booking, isChangeable } from './booking.ts';
import { changeLinks, lateText, rowsOf } from './booking-words.ts';
import { bookingsPath } from './paths.ts';

type T = Translator<PortalKey>;

/** What has just been done, as the address of the page says it. */
export const DONE = ['prenotata', 'spostata', 'disdetta'] as const;
export type DoneWord = (typeof DONE)[number];

/** One booking; `done` says what has just been done with it. */
export function bookingSheet(
  t: T,
  acting: Acting,
  booking: Booking,
  { done, now }: { readonly done?: DoneWord | undefined; readonly now: number },
): Sheet {
  const base = bookingsPath(acting.id);
  const canChange = isChangeable(booking, now);
  return {
    section: 'bookings',
    title: booking.service,
    heading: italian(t, booking.service),
    back: { href: base, label: t('booking.all') },
    blocks: [
      ...when(done !== undefined && isTrue(done, booking), {
        kind: 'notice',
        tone: 'info',
        text: doneText(t, acting, booking, done ?? 'prenotata'),
      }),
      ...when(booking.status === 'cancelled' && done === undefined, {
        kind: 'notice',
        tone: 'info',
        text: t('booking.is_cancelled'),
      }),
      { kind: 'rows', rows: rowsOf(t, booking) },
      ...when(booking.beyond !== undefined && booking.status === 'booked', {
        kind: 'notice',
        tone: 'warning',
        text: t('booking.beyond_note', { day: formatDay(t.language, booking.beyond) }),
      }),
      ...when(canChange, {
        kind: 'text',
        text: t('booking.until_note', { day: formatDay(t.language, booking.cancelBy) }),
      }),
      ...when(booking.status === 'booked' && booking.start > now && !canChange, {
        kind: 'notice',
        tone: 'warning',
        text: lateText(t, booking),
      }),
      ...when(canChange, { kind: 'links', links: changeLinks(t, base, booking, false) }),
    ],
  };
}

/** The address may be an old one: what it says was done must still be so. */
function isTrue(done: DoneWord, { status }: Booking): boolean {
  return done === 'disdetta' ? status === 'cancelled' : status === 'booked';
}

function doneText(t: T, acting: Acting, booking: Booking, done: DoneWord): string {
  if (done === 'disdetta') return t('booking.was_cancelled');
  const said = t(done === 'prenotata' ? 'booking.booked' : 'booking.moved', {
    name: fullName(acting),
    day: formatDay(t.language, booking.start),
    time: formatTime(t.language, booking.start),
    place: booking.place?.name ?? booking.clinic,
  });
  return `${said} ${t('booking.keep_code', { code: booking.code })}`;
}
