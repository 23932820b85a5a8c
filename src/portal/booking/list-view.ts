/** The list of bookings, in words. Pure. @source ux 1.13 */
import type { Translator } from '../../web/catalog.ts';
import { strong } from '../../web/html.ts';
import type { PortalKey } from '../portal-pages.ts';
import { type Acting, fullName } from '../session.ts';
import { type Block, type Item, type Sheet, italian, joined, when } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import { type Booking, type BookingPage, isChangeable } from './booking.ts';
import { changeLinks, placeText, whenText } from './booking-words.ts';
import { bookingsPath, withQuery } from './paths.ts';

type T = Translator<PortalKey>;

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
