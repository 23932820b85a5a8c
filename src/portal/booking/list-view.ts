/** The list of bookings and one booking, in words. Pure. @source ux 1.13 */
import type { Translator } from '../../web/catalog.ts';
import { formatTime } from '../../web/format.ts';
import { strong } from '../../web/html.ts';
import type { PortalKey } from '../portal-pages.ts';
import { type Acting, fullName } from '../session.ts';
import {
  type Block,
  type Item,
  type Link,
  type Sheet,
  italian,
  joined,
  when,
} from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import { type Booking, type BookingPage, isChangeable } from './booking.ts';
import { bookingsPath, withQuery } from './paths.ts';

type T = Translator<PortalKey>;

/** What has just been done, as the address of the page says it. */
export const DONE = ['prenotata', 'spostata', 'disdetta'] as const;
export type DoneWord = (typeof DONE)[number];

/** The list: to come with the nearest first, then past and cancelled with the latest first. */
export function listSheet(
  t: T,
  acting: Acting,
  { bookings, next }: BookingPage,
  now: number,
): Sheet {
  const base = bookingsPath(acting.id);
  const isComing = ({ status, start }: Booking): boolean => status === 'booked' && start > now;
  const coming = bookings.filter(isComing).sort((a, b) => a.start - b.start);
  const others = [...bookings].sort((a, b) => b.start - a.start).filter((one) => !isComing(one));
  const group = (heading: PortalKey, items: readonly Booking[]): Block[] =>
    when(
      items.length > 0,
      { kind: 'heading', text: t(heading) },
      { kind: 'items', items: items.map((one) => itemOf(t, base, one, now)) },
    );
  return {
    section: 'bookings',
    title: t('booking.title', { name: acting.givenName }),
    heading: t('booking.title', { name: fullName(acting) }),
    blocks: [
      { kind: 'lead', text: t('booking.lead', { name: acting.givenName }) },
      {
        kind: 'links',
        links: [{ href: `${base}/nuova`, label: t('booking.new') }],
        isPrimary: true,
      },
      ...when(coming.length === 0, { kind: 'text', text: t('booking.none_coming') }),
      ...group('booking.coming', coming),
      ...group(
        'booking.past',
        others.filter(({ status }) => status !== 'cancelled'),
      ),
      ...group(
        'booking.cancelled',
        others.filter(({ status }) => status === 'cancelled'),
      ),
      ...when(next !== undefined, {
        kind: 'links',
        links: [{ href: withQuery(base, { cursor: next ?? '' }), label: t('booking.older') }],
      }),
    ],
  };
}

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

/** Why a booking can no longer be changed here, and whom to call. */
export function lateText(t: T, { cancelBy, place }: Booking): string {
  const day = formatDay(t.language, cancelBy);
  const phone = place?.phone ?? '';
  return phone === ''
    ? t('booking.late_note_no_phone', { day })
    : t('booking.late_note', { day, phone: phone.replaceAll(' ', '\u00a0') });
}

/** "martedì 1 dicembre 2026, ore 09:30". */
export function whenText(t: T, start: number): string {
  return t('booking.when', {
    day: formatDay(t.language, start),
    time: formatTime(t.language, start),
  });
}

/** What is known of a booking, as rows. */
export function rowsOf(
  t: T,
  booking: Booking,
): { label: string; value: string | ReturnType<typeof italian> }[] {
  const { place, clinic } = booking;
  const row = (label: PortalKey, value: ReturnType<typeof italian>) =>
    String(value) === '' ? [] : [{ label: t(label), value }];
  return [
    ...row('booking.row.service', italian(t, booking.service)),
    ...row('booking.row.when', whenText(t, booking.start)),
    ...row('booking.row.place', italian(t, placeText(clinic, place))),
    ...row('booking.row.phone', place?.phone ?? ''),
    ...row('booking.row.code', booking.code),
    ...(booking.status === 'booked'
      ? row('booking.row.bring', italian(t, booking.instruction ?? ''))
      : []),
  ];
}

/** Where somebody has to go, in one line. */
export function placeText(clinic: string, place: Booking['place']): string {
  return [clinic, place?.name, place?.address].filter((part) => (part ?? '') !== '').join(', ');
}

function itemOf(t: T, base: string, booking: Booking, now: number): Item {
  const canChange = isChangeable(booking, now);
  const isLate = booking.status === 'booked' && booking.start > now && !canChange;
  return {
    title: italian(t, booking.service),
    href: `${base}/${booking.id}`,
    lines: [
      strong(whenText(t, booking.start)),
      italian(t, placeText('', booking.place)),
      ...(isLate ? [t('booking.late')] : []),
      ...(canChange
        ? [joined([t('booking.row.until'), formatDay(t.language, booking.cancelBy)], ' ')]
        : []),
    ],
    links: canChange ? changeLinks(t, base, booking, true) : [],
  };
}

function changeLinks(t: T, base: string, booking: Booking, isInList: boolean): Link[] {
  const day = formatDay(t.language, booking.start);
  const of = isInList ? t('booking.of', { service: booking.service, day }) : undefined;
  return [
    { href: `${base}/${booking.id}/sposta`, label: t('booking.move'), of },
    { href: `${base}/${booking.id}/disdici`, label: t('booking.cancel'), of },
  ];
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
