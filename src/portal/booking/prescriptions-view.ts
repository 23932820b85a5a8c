/** Which prescription: the first page of a booking. Pure. @source ux 1.13 */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import { type Acting, fullName } from '../session.ts';
import { type Item, type Sheet, italian, joined, when } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import { bookingsPath, searchPath } from './paths.ts';
import type { Prescription } from './prescription.ts';

type T = Translator<PortalKey>;

/** Prescriptions to choose from; those that are over are not shown. */
export function prescriptionsSheet(
  t: T,
  acting: Acting,
  prescriptions: readonly Prescription[],
): Sheet {
  const shown = prescriptions.filter(({ state }) => state !== 'over');
  const order = ['open', 'booked', 'expired'];
  const sorted = [...shown].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const isEmpty = !shown.some(({ state }) => state === 'open');
  return {
    section: 'bookings',
    title: t('booking.choose.title'),
    back: { href: bookingsPath(acting.id), label: t('booking.all') },
    blocks: [
      { kind: 'lead', text: t('booking.choose.lead', { name: fullName(acting) }) },
      ...when(isEmpty, { kind: 'text', text: t('booking.choose.empty') }),
      ...when(sorted.length > 0, {
        kind: 'items',
        items: sorted.map((one) => prescriptionItem(t, acting.id, one)),
      }),
    ],
  };
}

function prescriptionItem(t: T, person: string, one: Prescription): Item {
  const isOpen = one.state === 'open';
  const badge = one.state === 'booked' ? 'booking.choose.booked' : 'booking.choose.expired';
  const path = searchPath(person, { kind: 'book', id: one.id });
  return {
    title: italian(t, one.service),
    badge: isOpen ? undefined : t(badge),
    lines: [
      joined([t('booking.choose.number', { number: one.number }), italian(t, one.requester)]),
      ...(isOpen && one.priority ? [t(`priority.${one.priority}`)] : []),
      ...(isOpen && one.guaranteedUntil !== undefined
        ? [t('booking.choose.guaranteed', { day: formatDay(t.language, one.guaranteedUntil) })]
        : []),
      ...(one.state === 'expired' ? [t('booking.choose.expired_note')] : []),
    ],
    links: isOpen ? [{ href: path, label: t('booking.choose.go'), of: one.service }] : [],
  };
}
