/** Words that several pages say of a booking. Pure. @source ux 1.13 */
import type { Translator } from '../../web/catalog.ts';
import { formatTime } from '../../web/format.ts';
import type { PortalKey } from '../portal-pages.ts';
import { type Link, italian } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import type { Booking } from './booking.ts';

type T = Translator<PortalKey>;

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

/** [Sposta] and [Disdici]; in a list they say of what. */
export function changeLinks(t: T, base: string, booking: Booking, isInList: boolean): Link[] {
  const day = formatDay(t.language, booking.start);
  const of = isInList ? t('booking.of', { service: booking.service, day }) : undefined;
  return [
    { href: `${base}/${booking.id}/sposta`, label: t('booking.move'), of },
    { href: `${base}/${booking.id}/disdici`, label: t('booking.cancel'), of },
  ];
}
